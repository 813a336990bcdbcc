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
            .flag("follow", short: "f", help: "Go on until the job has ended; wait for it to start.", \.follows),
            .flag("stderr", help: "Print its standard error instead of its standard output.", \.choice, sets: .error),
            .flag(
                "both", help: "Print both, its standard error to standard error.", \.choice, sets: .both),
            .option(
                "attempt", value: "N", as: .integer(atLeast: 1), help: "Of attempt N, not of the last one.", \.attempt),
        ] + Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs.", \.selection.selectors),
        exclusive: [["stderr", "both"], ["follow", "attempt"]],
        examples: [Example("spool log -f 42", "Look on while job 42 works.")],
        check: { (options) throws(UsageProblem) in try options.selection.requireSome() })

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        let found = try selection.find(in: spool, unlessGiven: JobState.all)
        return forEach(found) { id in try copyLog(of: id, in: spool) }
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
