import SpoolModel
import SystemCalls

extension Inspection {
    /// A result is there, and says what happened.
    mutating func check(_ job: FoundJob, _ outcome: Outcome, _ expectation: Expectation, _ notes: [String]) {
        let directory = bench.spool / job.path
        let attempts = names(in: directory).compactMap { Layout.attempt(in: $0, of: "pid") }
        guard let last = attempts.max() else {
            if outcome != .cancelled { violated("job \(job.id) is \(outcome.rawValue) without an attempt") }
            if notes.contains(where: { $0.hasPrefix("start \(job.id).") }) {
                violated("job \(job.id) was started, and nothing tells of it")
            }
            return
        }
        if last > expectation.attempts { violated("job \(job.id) has \(last) attempts") }
        let content = Array(bench.text(of: directory / Layout.result(last)).utf8)
        guard let result = try? ResultRecord(content) else {
            violated("job \(job.id) has no whole result")
            return
        }
        // One that was to be run again may be cancelled before that: its last attempt ended as it ended.
        let isCancelledLater = outcome == .cancelled && result.outcome == .lost && expectation.attempts > 1
        if result.outcome != outcome, !isCancelledLater {
            violated("job \(job.id) is \(outcome.rawValue), its result says \(result.outcome)")
        }
        switch result.status {
        case nil:
            if outcome != .lost && outcome != .cancelled { violated("the result of job \(job.id) has no status") }
        case .signaled(let signal):
            if outcome != .cancelled { violated("the result of job \(job.id) says signal \(signal)") }
        case .exited(let code):
            if outcome == .cancelled { return }
            if code != expectation.exitCode {
                violated("the result of job \(job.id) says exit code \(code): \(result.reason ?? "")")
            }
            if !["start", "end"].allSatisfy({ notes.contains("\($0) \(job.id).\(last)") }) {
                violated("the result of job \(job.id) says that it came to its end, and it did not")
            }
            let output = bench.text(of: directory / Layout.output(last))
            // Of one that is cut the beginning and the end are kept.
            let isThere =
                expectation.isOutputCut
                ? output.hasPrefix("begin\n") && output.hasSuffix("done\n") : output == Bench.wholeOutput
            if !isThere {
                violated("the output of job \(job.id) is not whole: '\(printable(output))'")
            }
        }
    }
}
