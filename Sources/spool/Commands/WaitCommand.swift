import CommandLineSyntax
import Glibc
import SpoolModel
import SystemCalls

/// `spool wait`: wait for jobs to end.
struct WaitCommand: Command {
    var isAny = false
    var timeout: Duration?
    var selection = Selection()

    static let syntax = CommandSyntax<WaitCommand>(
        name: "wait", summary: "Wait for jobs to end, and pass on their exit code.",
        discussion: """
            Without JOB and --label it waits for all jobs that are queued or running. The exit code is that of the job, 128 + n for one that \
            was ended by signal n, 1 for one that has none but did not succeed, and 124 when the time is over. Of several \
            jobs, the first in the order given that did not succeed determines it.

            \(Selection.discussion)
            """,
        defaults: WaitCommand(),
        options: [
            .flag("any", help: "Wait for one of them, and print its id.", \.isAny),
            .option(
                "timeout", value: "TIME", as: .duration, help: "Wait so long at most, such as 90, 10m or 1.5h.",
                \.timeout),
        ] + Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs to wait for.", \.selection.selectors),
        examples: [Example("spool wait 42 && echo fine", "Do something when job 42 has succeeded.")])

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        let states = selection.isEmpty ? [.queued, .running] : JobState.all
        let wanted = try selection.require(in: spool, unlessGiven: states)
        return try waitForEnd(of: wanted, in: spool, isAny: isAny, timeout: timeout)
    }
}

/// Waits for all jobs, or for one of them, and says the exit code of the tool.
func waitForEnd(of ids: [JobID], in spool: Spool, isAny: Bool = false, timeout: Duration? = nil) throws -> Int32 {
    var waiting = try Waiting(spool, for: ids)
    let deadline = timeout.map { SteadyClock.microseconds + $0.milliseconds * 1000 }
    var codes: [JobID: Int32] = [:]
    var ends = try waiting.takeEnds(isFirst: true)
    if ends.isEmpty, !waiting.isOver { try sayIfNobodyStarts(in: spool) }
    while true {
        for end in ends { codes[end.id] = end.summary.exitCode }
        if isAny, let first = ends.first {
            try StandardStream.output.write(Array("\(first.id)\n".utf8))
            return first.summary.exitCode ?? 1
        }
        if waiting.isOver { return ids.compactMap { codes[$0] }.first { $0 != 0 } ?? 0 }
        ends = try waiting.next(until: deadline)
        if ends.isEmpty { return 124 }
    }
}
