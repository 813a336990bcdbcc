/// The declaration of a whole tool: global options of type `Globals`, and commands that become an `Action`.
public struct ToolSyntax<Globals: Sendable, Action: Sendable>: Sendable {
    /// What help, manual page and completions are generated from.
    public let description: ToolDescription
    private let globals: Globals
    private let options: [OptionSyntax<Globals>]
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
        options: [OptionSyntax<Globals>] = [], commands: [ToolCommand<Action>]
    ) {
        let descriptions = commands.map(\.description)
        description = ToolDescription(
            name: name, summary: summary, version: version, discussion: discussion,
            globalOptions: options.map(\.description) + [.help],
            commands: descriptions + [.help(commands: descriptions.map(\.name))])
        self.globals = globals
        self.options = options
        self.commands = commands
    }

    /// What the arguments, without the program's name, ask for.
    ///
    /// Every argument may hold any bytes but NUL. A request for help wins over errors in what follows it.
    public func parse(_ arguments: [[UInt8]]) throws(UsageError) -> Invocation<Globals, Action> {
        let top: ScannedArguments
        let command: CommandDescription
        do throws(UsageProblem) {
            top = try ScannedArguments(arguments, options: description.topLevelOptions, endAtOperand: true)
            if let request = top.request { return request == .help ? .help(nil) : .version }
            guard let word = top.operands.first else { throw .missingCommand }
            command = try description.command(typed: word)
        } catch {
            throw UsageError(command: nil, problem: error)
        }
        do throws(UsageProblem) {
            return try parse(command, Array(top.operands.dropFirst()), after: top)
        } catch {
            // The help of the command `help` explains nothing, the tool's does.
            let isHelp = command.name == CommandDescription.helpName
            throw UsageError(command: isHelp ? nil : command.name, problem: error)
        }
    }

    private func parse(
        _ command: CommandDescription, _ arguments: [[UInt8]], after top: ScannedArguments
    ) throws(UsageProblem) -> Invocation<Globals, Action> {
        let scanned = try ScannedArguments(
            arguments, options: command.options + description.globalOptions,
            endAtOperand: command.operands?.count.endsOptions ?? false)
        if scanned.request != nil { return .help(command) }
        var values = globals
        try top.options.apply(options, to: &values)
        try scanned.options.apply(options, to: &values)
        guard let match = commands.first(where: { $0.description.name == command.name }) else {
            return .help(try description.helpTopic(scanned.operands))
        }
        return .run(try match.build(scanned), values)
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
public struct ToolCommand<Action: Sendable>: Sendable {
    let description: CommandDescription
    let build: @Sendable (ScannedArguments) throws(UsageProblem) -> Action

    /// Wraps a command; `action` is usually a case of an enumeration.
    public init<Options>(_ syntax: CommandSyntax<Options>, _ action: @escaping @Sendable (Options) -> Action) {
        description = syntax.description
        build = { arguments throws(UsageProblem) in action(try syntax.build(arguments)) }
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
