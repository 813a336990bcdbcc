import SpoolModel
import Testing

@testable import Tool

@Suite struct JobSelectorTests {
    private func selector(_ text: String) -> JobSelector? { JobSelector(Array(text.utf8)) }

    @Test func `a number is a job, two with a dash are a range`() {
        #expect(selector("42") == .id(JobID(42)))
        #expect(selector("3-9") == .range(JobID(3)...JobID(9)))
        #expect(selector("7-7") == .range(JobID(7)...JobID(7)))
    }

    @Test func `a number behind a point is a task`() {
        #expect(selector("42.7") == .tasks(JobID(42), 7...7))
        #expect(selector("42.5-10") == .tasks(JobID(42), 5...10))
    }

    @Test func `each state and each outcome has a word`() {
        for state in JobState.all where state.word != "queued" {
            #expect(selector(state.mostTellingWord) == .states([state]))
        }
        // One that waits for its next attempt, or for a condition, is queued for whoever asks.
        #expect(selector("queued") == .states([.delayed, .waiting, .queued]))
        #expect(selector("finished") == .states(Outcome.allCases.map { .finished($0) }))
        #expect(selector("all") == .states(JobState.all))
    }

    @Test(arguments: [
        "", "0", "-", "9-3", "3-", "-3", "3-4-5", "03", "3 -9", "42.", ".7", "42.7.1", "42.9-3", "Failed", "everything",
    ])
    func `anything else names no jobs`(text: String) {
        #expect(selector(text) == nil)
    }
}
