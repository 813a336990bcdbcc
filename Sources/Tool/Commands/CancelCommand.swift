import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool cancel`: end jobs.
struct CancelCommand: Command {
    var grace: Duration?
    var selection = Selection()

    static let syntax = CommandSyntax<CancelCommand>(
        name: "cancel", summary: "End jobs, or keep them from starting.",
        discussion: """
            A queued job is cancelled at once. A running one gets SIGTERM, with every process that it has started, and SIGKILL \
            after the grace period; this command does not wait for that. Works without a supervisor. A second call with a \
            shorter grace period brings the end nearer.

            \(Selection.discussion) Jobs that have ended are passed over, unless they were named by their numbers.
            """,
        defaults: CancelCommand(),
        options: [
            .option(
                "grace", value: "TIME", as: .grace,
                help: "Time between SIGTERM and SIGKILL; that of the job, or 10 s, unless given."
            ) { $0.grace = $1 }
        ] + Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs to end.") { $0.selection.selectors = $1 },
        examples: [
            Example("spool cancel --grace 0 42", "End job 42 with SIGKILL."),
            Example("spool cancel queued", "Keep from starting what has not started."),
        ],
        check: { (options) throws(UsageProblem) in try options.selection.requireSome() })

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        let found = try selection.find(in: spool, unlessGiven: JobState.unfinished, takesTasks: true)
        let tasksCode = forEachTask(found) { id, tasks in
            try requireUnfinished(id, try spool.cancel(tasks, of: id, try request(to: id, in: spool)))
        }
        let jobsCode = forEach(found) { id in
            if case .alreadyFinished(let outcome) = try spool.cancel(id, try request(to: id, in: spool)),
                found.named.contains(id)
            {
                throw Failure("job \(id) has ended already: \(outcome.rawValue).")
            }
        }
        if let untold = try? spool.untold(), !untold.isEmpty { try? spool.startMessenger(shepherdPath()) }
        return max(tasksCode, jobsCode)
    }

    /// A job whose record is refused can be cancelled all the same.
    private func request(to id: JobID, in spool: Spool) throws -> CancelRecord {
        let own = grace == nil ? (try? spool.job(id).record())?.limits.grace : nil
        return CancelRecord(
            atMilliseconds: WallClock.milliseconds,
            graceMilliseconds: grace?.milliseconds ?? own ?? JobLimits.defaultGrace)
    }
}

/// Says of an array that has ended that nothing can be done to its tasks any more.
func requireUnfinished(_ id: JobID, _ state: JobState) throws {
    if case .finished(let outcome) = state { throw Failure("job \(id) has ended already: \(outcome.rawValue).") }
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
