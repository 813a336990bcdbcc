/// The declaration of the operands of `Options`: their description and how they are set.
public struct OperandSyntax<Options>: Sendable {
    /// What help, manual page and completions say, or `nil` for no operands.
    public let description: OperandDescription?
    /// Sets the property; the number of operands was checked.
    let apply: @Sendable (inout Options, [[UInt8]]) throws(UsageProblem) -> Void

    /// No operands.
    public static var none: Self { Self(description: nil) { _, _ in } }

    /// A command and its arguments; the first operand ends the options, so its own options are passed on.
    public static func command(
        _ name: String, help: String, set: @escaping @Sendable (inout Options, [[UInt8]]) -> Void
    ) -> Self {
        words(name, .command, help, set)
    }

    /// A command and its arguments, or nothing.
    public static func optionalCommand(
        _ name: String, help: String, set: @escaping @Sendable (inout Options, [[UInt8]]) -> Void
    ) -> Self {
        words(name, .optionalCommand, help, set)
    }

    /// Any number of operands, even none.
    public static func list<Value>(
        _ name: String, as parser: ValueParser<Value>, help: String, completion: Completion? = nil,
        set: @escaping @Sendable (inout Options, [Value]) -> Void
    ) -> Self {
        list(name, .any, parser, help, completion, set)
    }

    /// One or more operands.
    public static func requiredList<Value>(
        _ name: String, as parser: ValueParser<Value>, help: String, completion: Completion? = nil,
        set: @escaping @Sendable (inout Options, [Value]) -> Void
    ) -> Self {
        list(name, .oneOrMore, parser, help, completion, set)
    }

    /// No operand or one.
    public static func optional<Value>(
        _ name: String, as parser: ValueParser<Value>, help: String, completion: Completion? = nil,
        set: @escaping @Sendable (inout Options, Value) -> Void
    ) -> Self {
        single(name, .optional, parser, help, completion, set)
    }

    /// Exactly one operand; the property's default is never seen.
    public static func required<Value>(
        _ name: String, as parser: ValueParser<Value>, help: String, completion: Completion? = nil,
        set: @escaping @Sendable (inout Options, Value) -> Void
    ) -> Self {
        single(name, .one, parser, help, completion, set)
    }

    private static func words(
        _ name: String, _ count: OperandDescription.Count, _ help: String,
        _ set: @escaping @Sendable (inout Options, [[UInt8]]) -> Void
    ) -> Self {
        let description = OperandDescription(name: name, count: count, help: help, completion: .commands)
        return Self(description: description) { options, operands in set(&options, operands) }
    }

    private static func list<Value>(
        _ name: String, _ count: OperandDescription.Count, _ parser: ValueParser<Value>, _ help: String,
        _ completion: Completion?, _ set: @escaping @Sendable (inout Options, [Value]) -> Void
    ) -> Self {
        let description = OperandDescription(
            name: name, count: count, help: help, completion: completion ?? parser.completion)
        return Self(description: description) { options, operands throws(UsageProblem) in
            var values: [Value] = []
            for operand in operands { values.append(try parser.parse(operand, of: name)) }
            set(&options, values)
        }
    }

    private static func single<Value>(
        _ name: String, _ count: OperandDescription.Count, _ parser: ValueParser<Value>, _ help: String,
        _ completion: Completion?, _ set: @escaping @Sendable (inout Options, Value) -> Void
    ) -> Self {
        let description = OperandDescription(
            name: name, count: count, help: help, completion: completion ?? parser.completion)
        return Self(description: description) { options, operands throws(UsageProblem) in
            for operand in operands { set(&options, try parser.parse(operand, of: name)) }
        }
    }
}
