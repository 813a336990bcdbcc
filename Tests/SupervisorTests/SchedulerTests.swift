import SpoolModel
import Testing

@testable import Supervisor

@Suite struct SchedulerTests {
    private let blast: Resource
    private let other: Resource
    private let lock: Resource

    init() throws {
        blast = .limit(try #require(ResourceName("blast".utf8)))
        other = .limit(try #require(ResourceName("other".utf8)))
        lock = .lock(try #require(ResourceName("l".utf8)))
    }

    private func room(slots: Int, taken: [Resource: Int] = [:], _ capacities: [Resource: Int?] = [:]) -> Room {
        var settings = Settings()
        settings.capacities = capacities
        return Room(slots: slots, settings, taken: taken)
    }

    private func candidate(
        _ id: UInt64, priority: Int = 0, slots: Int = 1, _ named: [Resource: Int] = [:], commands: Int = 1
    ) -> Candidate {
        var needs = Needs()
        needs.slots = slots
        needs.named = named
        return Candidate(
            rank: Rank(priority: priority, id: JobID(id)), kind: .init(needs: needs), state: .waiting,
            commands: commands)
    }

    private func started(_ decision: Scheduler.Decision) -> UInt64? {
        if case .start(let candidate) = decision { candidate.rank.id.number } else { nil }
    }

    @Test func `the first in the order starts for which there is room`() {
        var scheduler = Scheduler()
        let all = [candidate(5), candidate(3, slots: 2), candidate(4), candidate(9, priority: 1, [lock: 1])]
        #expect(started(scheduler.decide(all, room(slots: 2), patience: 2)) == 9)
        #expect(started(scheduler.decide(all, room(slots: 2, taken: [lock: 1]), patience: 2)) == 3)
        #expect(started(scheduler.decide(all, room(slots: 2, taken: [lock: 1, .slots: 1]), patience: 2)) == 4)
    }

    @Test func `a job lets as many others pass as was said, and then what is free is kept for it`() {
        var scheduler = Scheduler()
        let large = candidate(1, slots: 2)
        let one = room(slots: 2, taken: [.slots: 1])
        #expect(started(scheduler.decide([large, candidate(2)], one, patience: 2)) == 2)
        #expect(started(scheduler.decide([large, candidate(3)], one, patience: 2)) == 3)
        guard case .wait(let lacks) = scheduler.decide([large, candidate(4)], one, patience: 2) else {
            Issue.record("something starts")
            return
        }
        #expect(lacks.first == Scheduler.Lack(rank: large.rank, least: [.slots: 1], most: [.slots: 1]))
        #expect(started(scheduler.decide([large, candidate(4)], room(slots: 2), patience: 2)) == 1)
        // It has started, so nothing is kept any more.
        #expect(started(scheduler.decide([candidate(4)], one, patience: 2)) == 4)
    }

    @Test func `a job that waits for something else than slots keeps no slot`() {
        var scheduler = Scheduler()
        let waits = candidate(1, slots: 2, [lock: 1])
        let locked = room(slots: 2, taken: [lock: 1, .slots: 1])
        for id in UInt64(2)...9 {
            #expect(started(scheduler.decide([waits, candidate(id)], locked, patience: 1)) == id)
        }
    }

    @Test func `one that was passed too often keeps all names that it needs, so it does not wait for ever`() {
        var scheduler = Scheduler()
        let both = candidate(1, [blast: 2, other: 1])
        let capacities: [Resource: Int?] = [blast: 2, other: 1]
        let taken: [Resource: Int] = [.slots: 1, blast: 1]
        let small = candidate(2, [blast: 1])
        #expect(started(scheduler.decide([both, small], room(slots: 9, taken: taken, capacities), patience: 1)) == 2)
        #expect(started(scheduler.decide([both, small], room(slots: 9, taken: taken, capacities), patience: 1)) == nil)
        let user = candidate(3, [other: 1])
        #expect(started(scheduler.decide([both, user], room(slots: 9, taken: taken, capacities), patience: 1)) == nil)
        #expect(
            started(scheduler.decide([both, candidate(4)], room(slots: 9, taken: taken, capacities), patience: 1)) == 4)
    }

    @Test func `a job for which there will never be room keeps nothing`() {
        var scheduler = Scheduler()
        let huge = candidate(1, slots: 3)
        let unset = candidate(2, [blast: 1])
        #expect(started(scheduler.decide([huge, unset, candidate(3)], room(slots: 2), patience: 0)) == 3)
        #expect(scheduler.decide([huge, unset], room(slots: 2), patience: 0) == .wait([]))
    }

    @Test func `what each of them lacks is told, in their order, with as much as it could use`() {
        var scheduler = Scheduler()
        let array = candidate(2, slots: 2, commands: 5)
        let locked = candidate(1, [lock: 1])
        let decision = scheduler.decide([array, locked], room(slots: 4, taken: [.slots: 3, lock: 1]), patience: 4)
        #expect(
            decision
                == .wait([
                    Scheduler.Lack(rank: locked.rank, least: [lock: 1], most: [lock: 1]),
                    Scheduler.Lack(rank: array.rank, least: [.slots: 1], most: [.slots: 9]),
                ]))
    }

    @Test func `how many commands there is room for is set by what is scarcest`() {
        var needs = Needs()
        needs.slots = 2
        needs.named = [blast: 3]
        #expect(room(slots: 10, [blast: 7]).commands(with: needs) == 2)
        #expect(room(slots: 10, [blast: 70]).commands(with: needs) == 5)
        #expect(room(slots: 10, taken: [blast: 8], [blast: 7]).commands(with: needs) == -1)
        #expect(room(slots: 10, [blast: Int?.none]).commands(with: needs) == 5)
    }
}
