import SpoolModel
import SystemCalls

extension Inspection {
    /// Somebody was told of every end of which that was asked for, soon.
    mutating func lookAtMessages() {
        let told = scenario.jobs.filter { $0.value.isTold }.keys
        if told.isEmpty { return }
        let end = SteadyClock.microseconds + 10_000_000
        while !names(in: bench.spool / Layout.untold).allSatisfy({ $0.bytes.starts(with: "foreign".utf8) }) {
            if SteadyClock.microseconds > end {
                violated("nobody was told of an end within 10 s")
                return
            }
            rest(milliseconds: 5)
        }
        let notes = bench.text(of: bench.notes).split(separator: "\n")
        for job in jobs(in: bench.spool) where told.contains(job.id) && job.state.isFinished {
            let count = notes.count { $0 == "told \(job.id)" }
            if count == 0 { violated("nobody was told of the end of job \(job.id)") }
            if count > (mayBeToldAgain(job) ? 2 : 1) { violated("job \(job.id) was told of \(count) times") }
            if !isSaidToBeTold(job) { violated("job \(job.id) has no record of its being told of") }
        }
    }

    /// Whether the record `told` is whole, and says so.
    func isSaidToBeTold(_ job: FoundJob) -> Bool {
        let content = Array(bench.text(of: bench.spool / job.path / Layout.told).utf8)
        return (try? ToldRecord(content))?.answers[.notify] == .told
    }

    /// Whether who told was killed, by the point or for its taking too long, before it could write that down.
    private func mayBeToldAgain(_ job: FoundJob) -> Bool {
        if saidToBeTold.contains(job.id) { return false }
        return victim.status == nil || scenario.victim == .messenger && point?.fault == .kill
    }
}
