import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool log`: print what a job has written.
struct LogCommand: Command {
    enum Choice: Sendable { case output, error, both }

    var follows = false
    var choice = Choice.output
    /// The parser refuses a command line without one.
    var id = JobID(0)

    static let syntax = CommandSyntax<LogCommand>(
        name: "log", summary: "Print what a job has written.",
        discussion: "Prints the output of the last attempt, byte for byte, to standard output.",
        defaults: LogCommand(),
        options: [
            .flag("follow", short: "f", help: "Go on until the job has ended; wait for it to start.", \.follows),
            .flag("stderr", help: "Print its standard error instead of its standard output.", \.choice, sets: .error),
            .flag(
                "both", help: "Print both, its standard error to standard error.", \.choice, sets: .both),
        ],
        operands: .required("ID", as: .jobID, help: "The job.", \.id),
        exclusive: [["stderr", "both"]],
        examples: [Example("spool log -f 42", "Look on while job 42 works.")])

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        let watch = try ChangeWatch()
        // Each look at the job comes after the watch, so nothing that it writes or becomes is missed.
        while true {
            let job = try spool.job(id)
            let attempt = try job.history().lastStarted
            try watch.add(job.descriptor, for: .entries)
            try watch.add(job.descriptor, for: .itself)
            let output = choice == .error ? nil : JobOutput(.output, of: job, attempt: attempt)
            let error = choice == .output ? nil : JobOutput(.error, of: job, attempt: attempt)
            try output?.report(to: watch)
            try error?.report(to: watch)
            if try copy(output, error, of: job.id, attempt: attempt, in: spool, watch) { return 0 }
        }
    }

    /// Copies until the job has ended, or something else is to be opened; whether it was the former.
    private func copy(
        _ output: borrowing JobOutput?, _ error: borrowing JobOutput?, of id: JobID, attempt: Int, in spool: Spool,
        _ watch: borrowing ChangeWatch
    ) throws -> Bool {
        while true {
            // What is written after this look belongs to the next one.
            let summary = try spool.summary(of: id)
            try output?.copyNews()
            try error?.copyNews(to: choice == .both ? .error : .output)
            if summary.state.isFinished, summary.attempt == attempt { return true }
            if !follows { return true }
            if summary.attempt != attempt { return false }
            try watch.wait(milliseconds: nil)
        }
    }
}
