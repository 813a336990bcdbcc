import Testing

@testable import SpoolModel

@Suite struct PruneRuleTests {
    private let ids = [7, 40, 12, 3].map { JobID($0) }

    @Test func `the jobs with the highest ids are kept`() {
        #expect(PruneRule(keep: 2).lowestKept(of: ids) == JobID(12))
        #expect(PruneRule(keep: 4).lowestKept(of: ids) == JobID(3))
        #expect(PruneRule(keep: 99).lowestKept(of: ids) == JobID(3))
    }

    @Test func `nothing is kept for its number where none are to be kept`() {
        #expect(PruneRule(keep: 0).lowestKept(of: ids) == nil)
        #expect(PruneRule().lowestKept(of: ids) == nil)
        #expect(PruneRule(keep: 3).lowestKept(of: []) == nil)
    }

    @Test func `a job is old enough when it ended longer ago than that`() {
        let rule = PruneRule(olderThanMilliseconds: 1000)
        #expect(!rule.isOldEnough(endedMilliseconds: 4000, now: 5000))
        #expect(rule.isOldEnough(endedMilliseconds: 3999, now: 5000))
    }

    @Test func `a job that ended in the future is not old`() {
        let rule = PruneRule(olderThanMilliseconds: 0)
        #expect(!rule.isOldEnough(endedMilliseconds: 6000, now: 5000))
        #expect(!rule.isOldEnough(endedMilliseconds: .max, now: -5))
    }

    @Test func `without an age every job is old enough`() {
        #expect(PruneRule().isOldEnough(endedMilliseconds: .max, now: 0))
    }
}
