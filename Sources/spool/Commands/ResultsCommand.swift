import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool results`: how jobs ended, and what they wrote, for programs to read while others go on.
struct ResultsCommand: Command {
    enum Order: String, CaseIterable, Sendable { case done, submitted }

    var follows = false
    var order = Order.done
    var isJSON = false
    var selection = Selection()

    static let syntax = CommandSyntax<ResultsCommand>(
        name: "results", summary: "Print how jobs ended and what they wrote, as they end.",
        discussion: """
            Prints a line for each job that has ended: its id, outcome, exit code or signal, and the path of its output, with tabs \
            between them. With --json each line is an object, which holds the times and the output itself, too; output that \
            goes elsewhere by 'submit --output' is not read.

            With --follow it waits for those that have not ended, and ends with the last of them; without it they are passed over. \
            Jobs that are submitted later do not count. Without JOB and --label it takes every job that is not held.

            \(Selection.discussion)
            """,
        defaults: ResultsCommand(),
        options: [
            .flag("follow", short: "f", help: "Wait for the jobs that have not ended.", \.follows),
            .option(
                "order", value: "ORDER", as: .word,
                help: "Print in the order in which they ended, unless given, or in that of submission.", \.order),
            .flag("json", help: "Print one JSON object a line.", \.isJSON),
        ] + Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs.", \.selection.selectors),
        examples: [
            Example("spool results --follow --json | jq -r .output", "All answers, in the order in which they come."),
            Example("spool results --order submitted --label batch=7", "What has come of a batch so far."),
        ])

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        let found = try selection.find(
            in: spool, unlessGiven: selection.isEmpty ? JobState.all.filter { $0 != .held } : JobState.all)
        for problem in found.problems { complain("spool: \(problem)") }
        if follows { try follow(found.ids, spool) } else { try printEnded(found.ids, spool) }
        return found.problems.isEmpty ? 0 : 1
    }

    private func printEnded(_ ids: [JobID], _ spool: Spool) throws {
        var order = ids.sorted()
        if self.order == .done {
            // Only the times are kept of all of them: there may be a million.
            let ends = try order.compactMap { id in try ended(id, spool).map { (id: id, at: $0.endedMilliseconds) } }
            order = ends.sorted { ($0.at, $0.id) < ($1.at, $1.id) }.map(\.id)
        }
        for id in order {
            if let job = try ended(id, spool) { try show(job, spool) }
        }
    }

    /// Nil for a job that has not ended, or is not there any more.
    private func ended(_ id: JobID, _ spool: Spool) throws(SpoolError) -> JobSummary? {
        guard try spool.state(of: id)?.isFinished == true else { return nil }
        let job = try spool.summary(of: id)
        return job.state.isFinished ? job : nil
    }

    private func follow(_ ids: [JobID], _ spool: Spool) throws {
        var waiting = try Waiting(spool, for: ids)
        var order = ids.sorted()[...]
        var held: [JobID: JobSummary] = [:]
        var ends = try waiting.takeEnds(isFirst: true)
        if !waiting.isOver { try sayIfNobodyStarts(in: spool) }
        while true {
            for end in ends {
                if self.order == .done { try show(end.summary, spool) } else { held[end.id] = end.summary }
            }
            while let next = order.first, let job = held.removeValue(forKey: next) {
                try show(job, spool)
                order.removeFirst()
            }
            if waiting.isOver { return }
            ends = try waiting.next(until: nil)
        }
    }

    private func show(_ job: JobSummary, _ spool: Spool) throws {
        let line = try ResultLine(job, in: spool, withOutput: isJSON)
        try StandardStream.output.write(Array(((isJSON ? line.json.serialized : line.text) + "\n").utf8))
    }
}
