/// A whole command line as plain data: what help, manual page and completions are generated from.
public struct ToolDescription: Sendable, Equatable {
    /// The name of the program as it is typed.
    public let name: String
    /// One sentence that says what the program is.
    public let summary: String
    /// The version that `--version` prints.
    public let version: String
    /// Longer text; paragraphs are separated by an empty line, indented paragraphs are shown as they are.
    public let discussion: String
    /// The options accepted before and after every command's name; `--help` is among them.
    public let globalOptions: [OptionDescription]
    /// The commands in the order in which help lists them; `help` is the last one.
    public let commands: [CommandDescription]

    /// The options accepted before the name of a command.
    public var topLevelOptions: [OptionDescription] { globalOptions + [.version] }

    /// The command of this name.
    public func command(named name: String) -> CommandDescription? {
        commands.first { $0.name == name }
    }

    /// The summary to follow a dash: without the capital letter and the period of a sentence.
    var phrase: String {
        let text = summary.hasSuffix(".") ? summary.dropLast() : summary[...]
        let startsWithAcronym = text.dropFirst().first?.isUppercase ?? false
        return startsWithAcronym ? String(text) : text.prefix(1).lowercased() + text.dropFirst()
    }

    /// What to type to run the tool: `spool [OPTION]... COMMAND [ARG]...`.
    public var synopsis: String { "\(name) [OPTION]... COMMAND [ARG]..." }

    /// What to type to run one command: `spool submit [OPTION]... COMMAND [ARG]...`.
    public func synopsis(of command: CommandDescription) -> String {
        ([name, command.name] + [command.usage ?? command.generatedUsage].filter { !$0.isEmpty }).joined(separator: " ")
    }
}

/// One command of a tool.
public struct CommandDescription: Sendable, Equatable {
    /// The word that selects the command.
    public let name: String
    /// One sentence that says what the command does.
    public let summary: String
    /// What follows the command's name in the synopsis, if the generated text does not do.
    public let usage: String?
    /// Longer text, in the form of ``ToolDescription/discussion``.
    public let discussion: String
    /// The command's own options.
    public let options: [OptionDescription]
    /// The operands, or `nil` for a command that takes none.
    public let operands: OperandDescription?
    /// Groups of option names of which only one may be given.
    public let exclusive: [[String]]
    /// Command lines worth copying.
    public let examples: [Example]

    var generatedUsage: String {
        "[OPTION]..." + (operands.map { " " + $0.synopsis } ?? "")
    }

    static let helpName = "help"

    /// The command that prints help; every tool has it.
    static func help(commands: [String]) -> CommandDescription {
        CommandDescription(
            name: helpName, summary: "Print help for the program or for one command.", usage: "[COMMAND]",
            discussion: "", options: [],
            operands: OperandDescription(
                name: "COMMAND", count: .optional, help: "The command to explain.", completion: .words(commands)),
            exclusive: [], examples: [])
    }
}

/// A command line worth copying, and what it does.
public struct Example: Sendable, Equatable {
    /// The complete command line.
    public let command: String
    /// One sentence that says what it does.
    public let explanation: String

    /// An example made of a complete command line and a sentence.
    public init(_ command: String, _ explanation: String) {
        self.command = command
        self.explanation = explanation
    }
}
