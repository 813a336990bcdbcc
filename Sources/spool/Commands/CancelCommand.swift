import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool cancel`: end jobs.
struct CancelCommand: Command {
    var grace = Duration.seconds(10)
    var ids: [JobID] = []

    static let syntax = CommandSyntax<CancelCommand>(
        name: "cancel", summary: "End jobs, or keep them from starting.",
        discussion: """
            A queued job is cancelled at once. A running one gets SIGTERM, with every process that it has started, and SIGKILL \
            after the grace period; this command does not wait for that. Works without a supervisor. A second call with a \
            shorter grace period brings the end nearer.
            """,
        defaults: CancelCommand(),
        options: [
            .option(
                "grace", value: "TIME", as: .grace, help: "Time between SIGTERM and SIGKILL; 10 s unless given.",
                \.grace)
        ],
        operands: .requiredList("ID", as: .jobID, help: "The jobs to end.", \.ids),
        examples: [Example("spool cancel --grace 0 42", "End job 42 with SIGKILL.")])

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        let request = CancelRecord(atMilliseconds: WallClock.milliseconds, graceMilliseconds: grace.milliseconds)
        var exitCode: Int32 = 0
        for id in ids {
            do throws(SpoolError) {
                if case .alreadyFinished(let outcome) = try spool.cancel(id, request) {
                    complain("spool: job \(id) has ended already: \(outcome.rawValue).")
                    exitCode = 1
                }
            } catch {
                complain("spool: \(error)")
                exitCode = 1
            }
        }
        return exitCode
    }
}

extension ValueParser<Duration> {
    /// A grace period, within what a record may hold.
    static var grace: Self {
        Self { bytes throws(ValueError) in
            let grace = try Self.duration.parse(bytes)
            if grace.milliseconds > CancelRecord.longestGrace { throw ValueError(expected: "30 days at most") }
            return grace
        }
    }
}
