/// The declaration of a whole tool: global options of type `Globals`, and commands that become an `Action`.
public struct ToolSyntax<Globals: Sendable, Action: Sendable>: Sendable {
    private let name: String
    private let summary: String
    /// The version that `--version` prints.
    public let version: String
    private let discussion: String
    private let globals: Globals
    private let declareOptions: @Sendable () -> [OptionSyntax<Globals>]
    private let commands: [ToolCommand<Action>]

    /// Declares a tool; `--help`, `--version` and the command `help` come by themselves.
    ///
    /// - Parameters:
    ///   - summary: One sentence.
    ///   - discussion: Paragraphs separated by an empty line; indented paragraphs are shown as they are.
    ///   - globals: The global options before anything was typed.
    ///   - options: Options accepted before and after the command's name.
    public init(
        name: String, summary: String, version: String, discussion: String = "", globals: Globals,
        options: @autoclosure @escaping @Sendable () -> [OptionSyntax<Globals>] = [], commands: [ToolCommand<Action>]
    ) {
        self.name = name
        self.summary = summary
        self.version = version
        self.discussion = discussion
        self.globals = globals
        declareOptions = options
        self.commands = commands
    }

    /// What help, manual page and completions are generated from. All commands are declared for it, which takes some milliseconds.
    public var description: ToolDescription {
        let descriptions = commands.map { $0.declare().describe() }
        return ToolDescription(
            name: name, summary: summary, version: version, discussion: discussion, globalOptions: globalOptions,
            commands: descriptions + [.help(commands: descriptions.map(\.name))])
    }

    private var options: [OptionSyntax<Globals>] { declareOptions() }

    private var globalOptions: [OptionDescription] { options.map(\.description) + [.help] }

    /// What the arguments, without the program's name, ask for.
    ///
    /// Every argument may hold any bytes but NUL. A request for help wins over errors in what follows it.
    public func parse(_ arguments: [[UInt8]]) throws(UsageError) -> Invocation<Globals, Action> {
        let top: ScannedArguments
        let word: [UInt8]
        do throws(UsageProblem) {
            top = try ScannedArguments(arguments, options: globalOptions + [.version], endAtOperand: true)
            if let request = top.request { return request == .help ? .help(nil) : .version }
            guard let operand = top.operands.first else { throw .missingCommand }
            word = operand
        } catch {
            throw UsageError(command: nil, problem: error)
        }
        let operands = Array(top.operands.dropFirst())
        guard let command = declared(word) else { return try parseHelp(word, operands) }
        do throws(UsageProblem) {
            let scanned = try scan(
                operands, options: command.options(), endAtOperand: command.endsOptionsAtOperand)
            if scanned.request != nil { return .help(command.describe()) }
            var values = globals
            try top.options.apply(options, to: &values)
            try scanned.options.apply(options, to: &values)
            return .run(try command.build(scanned), values)
        } catch {
            throw UsageError(command: command.name, problem: error)
        }
    }

    private func declared(_ word: [UInt8]) -> ToolCommand<Action>.Declared? {
        for command in commands {
            let declared = command.declare()
            if Array(declared.name.utf8) == word { return declared }
        }
        return nil
    }

    /// Takes what follows a command's name apart; global options may stand there as well.
    private func scan(
        _ arguments: [[UInt8]], options: @autoclosure () -> [OptionDescription], endAtOperand: Bool
    ) throws(UsageProblem) -> ScannedArguments {
        try ScannedArguments(arguments, options: options() + globalOptions, endAtOperand: endAtOperand)
    }

    /// What is left when the first word is none of the declared commands. An error is the tool's: the help of `help` explains nothing.
    private func parseHelp(
        _ word: [UInt8], _ arguments: [[UInt8]]
    ) throws(UsageError) -> Invocation<Globals, Action> {
        do throws(UsageProblem) {
            let description = description
            let command = try description.command(typed: word)
            let scanned = try scan(
                arguments, options: command.options, endAtOperand: command.operands?.count.endsOptions ?? false)
            if scanned.request != nil { return .help(command) }
            return .help(try description.helpTopic(scanned.operands))
        } catch {
            throw UsageError(command: nil, problem: error)
        }
    }
}

/// What a command line asks for.
public enum Invocation<Globals, Action> {
    /// Print the help of a command, or of the whole tool.
    case help(CommandDescription?)
    /// Print the version.
    case version
    /// Do this, under these global options.
    case run(Action, Globals)
}

extension Invocation: Sendable where Globals: Sendable, Action: Sendable {}
extension Invocation: Equatable where Globals: Equatable, Action: Equatable {}

/// A command whose options are wrapped into an `Action`, so that commands of different options fit in one list.
///
/// It is declared when it is asked for: the types that a declaration makes at run time cost more than most commands do.
public struct ToolCommand<Action: Sendable>: Sendable {
    struct Declared: Sendable {
        let name: String
        let endsOptionsAtOperand: Bool
        let options: @Sendable () -> [OptionDescription]
        let describe: @Sendable () -> CommandDescription
        let build: @Sendable (ScannedArguments) throws(UsageProblem) -> Action
    }

    let declare: @Sendable () -> Declared

    /// Wraps a command; `action` is usually a case of an enumeration.
    public init<Options>(
        _ syntax: @autoclosure @escaping @Sendable () -> CommandSyntax<Options>,
        _ action: @escaping @Sendable (Options) -> Action
    ) {
        declare = {
            let syntax = syntax()
            return Declared(
                name: syntax.name, endsOptionsAtOperand: syntax.endsOptionsAtOperand,
                options: { syntax.options.map(\.description) }, describe: { syntax.description },
                build: { arguments throws(UsageProblem) in action(try syntax.build(arguments)) })
        }
    }
}

extension ToolDescription {
    /// The command that a word selects.
    fileprivate func command(typed word: [UInt8]) throws(UsageProblem) -> CommandDescription {
        if let match = commands.first(where: { Array($0.name.utf8) == word }) { return match }
        throw .unknownCommand(word, nearest: nearestName(to: word, among: commands.map(\.name)))
    }

    /// What `spool help COMMAND` explains.
    fileprivate func helpTopic(_ operands: [[UInt8]]) throws(UsageProblem) -> CommandDescription? {
        if operands.count > 1 { throw .unexpectedOperand(operands[1]) }
        guard let word = operands.first else { return nil }
        return try command(typed: word)
    }
}
