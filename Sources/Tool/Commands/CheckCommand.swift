import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool check`: compare the spool with its format.
struct CheckCommand: Command {
    var repairs = false
    var isJSON = false

    static let syntax = CommandSyntax<CheckCommand>(
        name: "check", summary: "Report everything in the spool that is not as its format demands.",
        discussion: """
            Prints one line for each finding: where it is, what is wrong, and what --repair would do about it. Exits with 0 \
            if there is none, with 1 if some remain. Works beside a supervisor and submitters.

            With --repair, folders that are missing are made, the next id is put above all that were taken, what killed \
            submitters left in 'tmp' is deleted, and files that others may read or write are made private. Everything else \
            is left alone: what is not understood is never changed.
            """,
        defaults: CheckCommand(),
        options: [
            .flag("repair", help: "Do what is safe about the findings.") { $0.repairs = true },
            .flag("json", help: "Print one JSON object.") { $0.isJSON = true },
        ],
        examples: [Example("spool check || spool check --repair", "Mend the spool where it needs it.")])

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        var output = Output(isJSON: isJSON)
        var tally = Tally()
        var remaining = 0
        var failure: (any Error)?
        output.write(isJSON ? #"{"findings":["# : "")
        let jobs = try spool.check(repairs: repairs) { finding, isRepaired in
            tally.clear()
            if !isRepaired { remaining += 1 }
            output.write(finding, isRepaired: isRepaired)
        } progress: { jobs in
            tally.show("\(Words.count(jobs, "job")) checked")
        }
        tally.clear()
        output.write(
            isJSON
                ? #"],"jobs":\#(jobs),"remaining":\#(remaining)}"# + "\n"
                : "\(Words.count(jobs, "job")) checked, \(Words.count(remaining, "finding"))\(repairs ? " left" : "")\n"
        )
        if let error = output.failure { failure = error }
        if let failure { throw failure }
        return remaining == 0 ? 0 : 1
    }

    /// Lines, or the elements of an array, written as they come.
    private struct Output {
        let isJSON: Bool
        private(set) var failure: (any Error)?
        private var count = 0

        init(isJSON: Bool) { self.isJSON = isJSON }

        mutating func write(_ finding: Finding, isRepaired: Bool) {
            count += 1
            if isJSON {
                let object = JSON.object([
                    ("path", .bytes(finding.path.bytes)),
                    ("problem", .text(finding.problem)),
                    ("repair", .optional(finding.repair) { .text($0.description) }),
                    ("repaired", .bool(isRepaired)),
                ])
                write((count > 1 ? "," : "") + object.serialized)
            } else {
                let remedy =
                    finding.repair.map { isRepaired ? "repaired: \($0)" : "--repair would \($0)" } ?? "left alone"
                write("\(finding.path) \(finding.problem) (\(remedy))\n")
            }
        }

        mutating func write(_ text: String) {
            if failure != nil { return }
            do { try StandardStream.output.write(Array(text.utf8)) } catch { failure = error }
        }
    }
}
