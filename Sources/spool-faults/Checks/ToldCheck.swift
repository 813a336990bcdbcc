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
            if !notes.contains("told \(job.id)") { violated("nobody was told of the end of job \(job.id)") }
        }
    }
}
