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
            Prints a line for each job, and for each task of an array, that has ended: its id, outcome, exit code or signal, and the path of its output, with tabs \
            between them. With --json each line is an object, which holds the times and the output itself, too; output that \
            goes elsewhere by 'submit --output' is not read. The path of a task that ends before its array changes with the array's end; \
            'spool log 42.7' finds the output before and after.

            With --follow it waits for those that have not ended, and ends with the last of them; without it they are passed over. \
            Jobs that are submitted later do not count. Without JOB and --label it takes every job that is not held.

            \(Selection.discussion)
            """,
        defaults: ResultsCommand(),
        options: [
            .flag("follow", short: "f", help: "Wait for the jobs that have not ended.") { $0.follows = true },
            .option(
                "order", value: "ORDER", as: .word,
                help: "Print in the order in which they ended, unless given, or in that of submission."
            ) { $0.order = $1 },
            .flag("json", help: "Print one JSON object a line.") { $0.isJSON = true },
        ] + Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs.") { $0.selection.selectors = $1 },
        examples: [
            Example("spool results --follow --json | jq -r .output", "All answers, in the order in which they come."),
            Example("spool results --order submitted --label batch=7", "What has come of a batch so far."),
        ])

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        let found = try selection.find(
            in: spool, unlessGiven: selection.isEmpty ? JobState.all.filter { $0 != .held } : JobState.all,
            takesTasks: true)
        for problem in found.problems { complain("spool: \(problem)") }
        let source = try ResultSource(spool, found, readsOutput: isJSON)
        if follows { try follow(source) } else { try printEnded(source) }
        return found.problems.isEmpty ? 0 : 1
    }

    private func printEnded(_ source: ResultSource) throws {
        var order = try source.ended()
        if self.order == .done { order.sort { ($0.ended, $0.key) < ($1.ended, $1.key) } }
        // There may be a million.
        let keys = order.map(\.key)
        for first in stride(from: 0, to: keys.count, by: 1000) {
            for line in try source.lines(of: keys[first..<min(first + 1000, keys.count)]) { try show(line) }
        }
    }

    private func follow(_ source: ResultSource) throws {
        var order = source.keys[...]
        var kept: [ResultKey: ResultLine] = [:]
        var ends = try source.takeEnds()
        if !source.isOver { try sayIfNobodyStarts(source.keys.map(\.job), in: source.spool) }
        while true {
            for (key, line) in ends {
                if self.order == .done { try show(line) } else { kept[key] = line }
            }
            while let next = order.first, let line = kept.removeValue(forKey: next) {
                try show(line)
                order.removeFirst()
            }
            if source.isOver { return }
            ends = try source.nextEnds()
        }
    }

    private func show(_ line: ResultLine) throws {
        try StandardStream.output.write(Array(((isJSON ? line.json.serialized : line.text) + "\n").utf8))
    }
}
