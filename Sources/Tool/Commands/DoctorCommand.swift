import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool doctor`: whether this machine is fit to run the jobs of this spool.
struct DoctorCommand: Command {
    var isJSON = false

    static let syntax = CommandSyntax<DoctorCommand>(
        name: "doctor", summary: "Look for everything that may keep jobs from running.",
        discussion: """
            Looks at the supervisor, cron, the file system and the disk, the programs, the jobs at work, what happens at logout, the \
            clock, and the limits of this user. Prints one line for each, and what to do where it is not well. Changes nothing. \
            Exits with 0 if there is no problem, though there may be warnings, else with 1.

            Whether each file of the spool is as its format demands is told by 'spool check'.
            """,
        defaults: DoctorCommand(),
        options: [.flag("json", help: "Print one JSON object.") { $0.isJSON = true }],
        examples: [Example("spool doctor", "See why nothing starts.")])

    func run(_ globals: Globals) throws -> Int32 {
        let diagnoses = try Examination(spool: try globals.openSpool()).diagnoses()
        let problems = diagnoses.count { $0.level == .problem }
        let text = isJSON ? json(diagnoses, problems) : diagnoses.map(lines).joined()
        try StandardStream.output.write(Array(text.utf8))
        return problems == 0 ? 0 : 1
    }

    private func json(_ diagnoses: [Diagnosis], _ problems: Int) -> String {
        let object = JSON.object([
            ("findings", .array(diagnoses.map(\.json))), ("problems", .number(Int64(problems))),
        ])
        return object.serialized + "\n"
    }

    private func lines(_ diagnosis: Diagnosis) -> String {
        let word = diagnosis.level.rawValue
        let margin = String(repeating: " ", count: Diagnosis.Level.problem.rawValue.count + 2)
        let shown = Terminal.hasColor ? "\u{1b}[\(diagnosis.level.color.rawValue)m\(word)\u{1b}[0m" : word
        return shown + margin.dropFirst(word.count) + diagnosis.sentence + "\n"
            + (diagnosis.remedy.map { margin + $0 + "\n" } ?? "")
    }
}

extension Diagnosis.Level {
    fileprivate var color: Table.Color {
        switch self {
        case .ok: .green
        case .warning: .yellow
        case .problem: .red
        }
    }
}
