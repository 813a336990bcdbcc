/// The declaration of a command whose options are the value type `Options`.
///
/// What a command line does not use is not made: the options and the texts of a command cost more than most commands do.
public struct CommandSyntax<Options: Sendable>: Sendable {
    /// The word that selects the command.
    public let name: String
    let defaults: Options
    private let describe: @Sendable ([OptionDescription]) -> CommandDescription
    private let declareOptions: @Sendable () -> [OptionSyntax<Options>]
    private let declareExclusive: @Sendable () -> [[String]]
    private let operands: OperandSyntax<Options>
    private let keepTyped: @Sendable (inout Options, TypedOptions) -> Void
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
    ///   - keepTyped: Keeps the options as they were typed, for a command that reads more of them from a file.
    ///   - examples: Complete command lines.
    ///   - check: Refuses combinations that no declaration expresses, by throwing ``UsageProblem/refused(_:)``.
    public init(
        name: String, summary: String, usage: String? = nil,
        discussion: @autoclosure @escaping @Sendable () -> String = "", defaults: Options,
        options: @autoclosure @escaping @Sendable () -> [OptionSyntax<Options>] = [],
        operands: OperandSyntax<Options> = .none,
        exclusive: @autoclosure @escaping @Sendable () -> [[String]] = [],
        keepTyped: @escaping @Sendable (inout Options, TypedOptions) -> Void = { _, _ in },
        examples: @autoclosure @escaping @Sendable () -> [Example] = [],
        check: @escaping @Sendable (Options) throws(UsageProblem) -> Void = { _ in }
    ) {
        self.name = name
        describe = { options in
            CommandDescription(
                name: name, summary: summary, usage: usage, discussion: discussion(), options: options,
                operands: operands.description, exclusive: exclusive(), examples: examples())
        }
        self.defaults = defaults
        declareExclusive = exclusive
        declareOptions = options
        self.operands = operands
        self.keepTyped = keepTyped
        self.check = check
    }

    /// What help, manual page and completions say about the command.
    public var description: CommandDescription { describe(options.map(\.description)) }

    var options: [OptionSyntax<Options>] { declareOptions() }
    var exclusive: [[String]] { declareExclusive() }

    /// Whether the first operand ends the options.
    var endsOptionsAtOperand: Bool { operands.description?.count.endsOptions ?? false }

    /// The options that were typed, on top of the defaults.
    func build(_ arguments: ScannedArguments) throws(UsageProblem) -> Options {
        var result = defaults
        if !arguments.options.isEmpty {
            try arguments.options.apply(options, to: &result)
            try exclusive.check(arguments.options)
            keepTyped(&result, TypedOptions(options: arguments.options))
        }
        if let operands = operands.description {
            try operands.check(arguments.operands)
        } else if let operand = arguments.operands.first {
            throw .unexpectedOperand(operand)
        }
        try operands.apply(&result, arguments.operands)
        try check(result)
        return result
    }
}

extension [[String]] {
    /// Refuses two different options of one exclusive group.
    func check(_ options: [ScannedOption]) throws(UsageProblem) {
        for group in self {
            let given = group.filter { name in options.contains { $0.option.name == name } }
            if given.count > 1 { throw .exclusiveOptions("--\(given[0])", "--\(given[1])") }
        }
    }
}
