import Glibc
import SpoolModel
import SystemCalls

/// What must be true after a disturbance, looked at from outside.
struct Inspection {
    let scenario: Scenario
    let point: Point?
    let bench: Bench
    let victim: RunResult
    private(set) var violations: [String] = []
    /// The jobs of which it was on the disk, the moment after, that somebody had been told of their ends.
    private(set) var saidToBeTold: Set<UInt64> = []

    init(scenario: Scenario, point: Point?, bench: Bench, victim: RunResult) {
        self.scenario = scenario
        self.point = point
        self.bench = bench
        self.victim = victim
    }

    mutating func violated(_ text: String) { violations.append(text) }

    /// The ids that must be there, whatever happened.
    var acknowledged: Set<UInt64> {
        Set(scenario.jobs.filter { $0.value.isSubmitted && !$0.value.mayBeGone }.keys)
            .union(scenario.victim == .submit ? victim.printedIDs : [])
    }

    /// The moment after: every acknowledged job is somewhere, and is shown.
    mutating func lookAtOnce() {
        for id in acknowledged.sorted() {
            let answer = try? bench.spool("status", "\(id)")
            if answer?.isSuccess != true { violated("'spool status \(id)' said: \(answer?.error ?? "nothing")") }
        }
        let found = jobs(in: bench.spool)
        saidToBeTold = Set(found.filter(isSaidToBeTold).map(\.id))
        judgeDrain(found)
        guard scenario.victim == .submit else { return }
        for id in Set(found.map(\.id)) where found.count(where: { $0.id == id }) > 1 {
            violated("job \(id) is in several states")
        }
        judgeAcknowledgement(of: found)
    }

    /// A supervisor that drains says by its 0 that nothing is left to do.
    private mutating func judgeDrain(_ found: [FoundJob]) {
        guard victim.isSuccess, [.supervisor, .shepherd].contains(scenario.victim) else { return }
        for job in found where !job.state.isFinished && job.state != .held {
            violated("'supervise --drain' ended, and job \(job.id) is \(job.state.word)")
        }
    }

    /// A new supervisor puts everything right, and says nothing.
    mutating func recover(slots: Int = 2) throws {
        if (try? FileDescriptor.workingDirectory.status(of: bench.spool / "format")) == nil {
            if !victim.printedIDs.isEmpty { violated("an id was printed, and there is no spool") }
            // A user tries again.
            let again = try bench.spool("status")
            if again.status == nil { violated("'spool status' hangs") }
        }
        let result = try bench.spool("supervise", "--drain", "--slots", "\(slots)")
        if !result.isSuccess || !result.error.isEmpty {
            violated("the recovery ended with \(result.status.map { "\($0)" } ?? "a hang"): \(result.error)")
        }
    }

    /// After the recovery: every job has ended once, as its result says, and nothing is left behind.
    mutating func lookAtTheEnd() {
        lookAtMessages()
        let found = jobs(in: bench.spool)
        let notes = bench.text(of: bench.notes).split(separator: "\n").map(String.init)
        for id in acknowledged.subtracting(found.map(\.id)).sorted() { violated("job \(id) is gone") }
        for job in found {
            guard let expectation = scenario.jobs[job.id] else {
                violated("job \(job.id) was never submitted")
                continue
            }
            if found.count(where: { $0.id == job.id }) > 1 { violated("job \(job.id) is in several states") }
            look(at: job, expectation, notes)
        }
        for name in names(in: bench.spool / Layout.temporary)
        where [Layout.submitPrefix, Layout.prunedPrefix].contains(where: { name.bytes.starts(with: $0.utf8) }) {
            violated("tmp/\(name) was not swept")
        }
        let alive = bench.jobProcesses()
        if !alive.isEmpty { violated("\(alive.count) processes of jobs are still alive") }
        judgeEnd(found)
    }

    mutating func look(at job: FoundJob, _ expectation: Expectation, _ notes: [String]) {
        if expectation.tasks > 0 { return lookAtTasks(of: job, expectation, notes) }
        let starts = notes.filter { $0.hasPrefix("start \(job.id).") }
        if starts.count != Set(starts).count { violated("an attempt of job \(job.id) was started twice: \(starts)") }
        if starts.count > expectation.attempts { violated("job \(job.id) was started \(starts.count) times") }
        guard case .finished(let outcome) = job.state else {
            if job.state == .held, expectation.mayBeHeld { return }
            violated("job \(job.id) is \(job.state.word) for ever")
            return
        }
        if !allowed(expectation).contains(outcome) { violated("job \(job.id) is \(outcome.rawValue)") }
        check(job, outcome, expectation, notes)
    }

    func allowed(_ expectation: Expectation) -> Set<Outcome> {
        switch point?.fault {
        case .error(_, isLasting: false), nil: expectation.undisturbed ?? expectation.outcomes
        default: expectation.outcomes
        }
    }
}
