import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool log`: print what a job has written.
struct LogCommand: Command {
    enum Choice: Sendable { case output, error, both }

    var follows = false
    var choice = Choice.output
    var attempt: Int?
    var selection = Selection()

    static let syntax = CommandSyntax<LogCommand>(
        name: "log", summary: "Print what jobs have written.",
        discussion: """
            Prints the output of the last attempt, byte for byte, to standard output; of several jobs one after the other.

            \(Selection.discussion)
            """,
        defaults: LogCommand(),
        options: [
            .flag("follow", short: "f", help: "Go on until the job has ended; wait for it to start.") {
                $0.follows = true
            },
            .flag("stderr", help: "Print its standard error instead of its standard output.") { $0.choice = .error },
            .flag(
                "both", help: "Print both, its standard error to standard error."
            ) { $0.choice = .both },
            .option(
                "attempt", value: "N", as: .integer(atLeast: 1), help: "Of attempt N, not of the last one."
            ) { $0.attempt = $1 },
        ] + Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs.") { $0.selection.selectors = $1 },
        exclusive: [["stderr", "both"], ["follow", "attempt"]],
        examples: [Example("spool log -f 42", "Look on while job 42 works.")],
        check: { (options) throws(UsageProblem) in try options.selection.requireSome() })

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        let found = try selection.find(in: spool, unlessGiven: JobState.all, takesTasks: true)
        let tasksCode = forEachTask(found) { id, tasks in try copyLogs(of: tasks, of: id, in: spool) }
        let jobsCode = forEach(found) { id in
            if try spool.job(id).record().array == nil {
                try copyLog(of: id, in: spool)
            } else {
                try copyLogs(of: nil, of: id, in: spool)
            }
        }
        return max(tasksCode, jobsCode)
    }

    /// Prints what tasks of an array have written, in their order.
    ///
    /// - Parameter tasks: nil for all.
    private func copyLogs(of tasks: ClosedRange<Int>?, of id: JobID, in spool: Spool) throws {
        if follows {
            throw Failure("job \(id) is an array, and '--follow' takes one command. Try: spool results --follow \(id)")
        }
        let streams: [(TaskStream, StandardStream)] =
            switch choice {
            case .output: [(.output, .output)]
            case .error: [(.error, .output)]
            case .both: [(.output, .output), (.error, .error)]
            }
        let job = try spool.job(id)
        let record = try job.record()
        guard let array = record.array else { return }
        for (stream, target) in streams {
            for task in try tasks.map(Array.init) ?? job.tasksWithOutput(stream) {
                let summaries =
                    try attempt.map { try startedTasks(task...task, of: job, attempt: $0) }
                    ?? job.tasks(task...task, of: array)
                for summary in summaries {
                    try JobOutput(stream, of: summary, in: job, record)?.copyNews(to: target)
                }
            }
        }
    }

    private func copyLog(of id: JobID, in spool: Spool) throws {
        let watch = try ChangeWatch()
        var attempt = 0
        var output: JobOutput?
        var error: JobOutput?
        while true {
            // Each look at the job comes after the watch, and each copy after the look: nothing is missed.
            let job = try spool.job(id)
            try watch.add(job.descriptor, for: .entries)
            try watch.add(job.descriptor, for: .itself)
            let last = try job.history().lastStarted
            let latest = try self.attempt.map { try required($0, of: id, last: last) } ?? last
            if latest != attempt {
                attempt = latest
                output = nil
                error = nil
            }
            if choice != .error, output == nil { output = JobOutput(.output, of: job, attempt: attempt, watch) }
            if choice != .output, error == nil { error = JobOutput(.error, of: job, attempt: attempt, watch) }
            let isOver = try spool.state(of: id)?.isFinished ?? true
            try output?.copyNews()
            try error?.copyNews(to: choice == .both ? .error : .output)
            if isOver || !follows { return }
            try watch.wait(milliseconds: nil)
        }
    }
}
