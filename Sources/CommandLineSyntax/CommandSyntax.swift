/// The declaration of a command whose options are the value type `Options`.
public struct CommandSyntax<Options: Sendable>: Sendable {
    /// What help, manual page and completions say about the command.
    public let description: CommandDescription
    let defaults: Options
    let options: [OptionSyntax<Options>]
    private let operands: OperandSyntax<Options>
    private let typed: (WritableKeyPath<Options, TypedOptions> & Sendable)?
    private let check: @Sendable (Options) throws(UsageProblem) -> Void

    /// Declares a command.
    ///
    /// - Parameters:
    ///   - name: The word that selects the command, in kebab case.
    ///   - summary: One sentence.
    ///   - usage: What follows the command's name in the synopsis, if the generated text does not do.
    ///   - discussion: Paragraphs separated by an empty line; indented paragraphs are shown as they are.
    ///   - defaults: The options before anything was typed.
    ///   - exclusive: Groups of long names of which only one may be given.
    ///   - typed: Where to keep the options as they were typed, for a command that reads more of them from a file.
    ///   - examples: Complete command lines.
    ///   - check: Refuses combinations that no declaration expresses, by throwing ``UsageProblem/refused(_:)``.
    public init(
        name: String, summary: String, usage: String? = nil, discussion: String = "", defaults: Options,
        options: [OptionSyntax<Options>] = [], operands: OperandSyntax<Options> = .none,
        exclusive: [[String]] = [], typed: (WritableKeyPath<Options, TypedOptions> & Sendable)? = nil,
        examples: [Example] = [],
        check: @escaping @Sendable (Options) throws(UsageProblem) -> Void = { _ in }
    ) {
        description = CommandDescription(
            name: name, summary: summary, usage: usage, discussion: discussion,
            options: options.map(\.description), operands: operands.description, exclusive: exclusive,
            examples: examples)
        self.defaults = defaults
        self.options = options
        self.operands = operands
        self.typed = typed
        self.check = check
    }

    /// The options that were typed, on top of the defaults.
    func build(_ arguments: ScannedArguments) throws(UsageProblem) -> Options {
        var result = defaults
        try arguments.options.apply(options, to: &result)
        try description.checkExclusive(arguments.options)
        if let typed { result[keyPath: typed] = TypedOptions(options: arguments.options) }
        if let operands = description.operands {
            try operands.check(arguments.operands)
        } else if let operand = arguments.operands.first {
            throw .unexpectedOperand(operand)
        }
        try operands.apply(&result, arguments.operands)
        try check(result)
        return result
    }
}

extension CommandDescription {
    /// Refuses two different options of one exclusive group.
    func checkExclusive(_ options: [ScannedOption]) throws(UsageProblem) {
        for group in exclusive {
            let given = group.filter { name in options.contains { $0.option.name == name } }
            if given.count > 1 { throw .exclusiveOptions("--\(given[0])", "--\(given[1])") }
        }
    }
}
