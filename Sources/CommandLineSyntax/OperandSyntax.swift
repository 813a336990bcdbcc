/// The declaration of the operands of `Options`: their description and the property that they set.
public struct OperandSyntax<Options>: Sendable {
    /// What help, manual page and completions say, or `nil` for no operands.
    public let description: OperandDescription?
    /// Sets the property; the number of operands was checked.
    let apply: @Sendable (inout Options, [[UInt8]]) throws(UsageProblem) -> Void

    /// No operands.
    public static var none: Self { Self(description: nil) { _, _ in } }

    /// A command and its arguments; the first operand ends the options, so its own options are passed on.
    public static func command(
        _ name: String, help: String, _ property: @autoclosure @escaping Property<Options, [[UInt8]]>
    ) -> Self {
        list(name, .command, .bytes, help, .commands, property())
    }

    /// A command and its arguments, or nothing.
    public static func optionalCommand(
        _ name: String, help: String, _ property: @autoclosure @escaping Property<Options, [[UInt8]]>
    ) -> Self {
        list(name, .optionalCommand, .bytes, help, .commands, property())
    }

    /// Any number of operands, even none.
    public static func list<Value>(
        _ name: String, as parser: ValueParser<Value>, help: String, completion: Completion? = nil,
        _ property: @autoclosure @escaping Property<Options, [Value]>
    ) -> Self {
        list(name, .any, parser, help, completion, property())
    }

    /// One or more operands.
    public static func requiredList<Value>(
        _ name: String, as parser: ValueParser<Value>, help: String, completion: Completion? = nil,
        _ property: @autoclosure @escaping Property<Options, [Value]>
    ) -> Self {
        list(name, .oneOrMore, parser, help, completion, property())
    }

    /// No operand or one.
    public static func optional<Value>(
        _ name: String, as parser: ValueParser<Value>, help: String, completion: Completion? = nil,
        _ property: @autoclosure @escaping Property<Options, Value?>
    ) -> Self {
        single(name, .optional, parser.optional, help, completion, property())
    }

    /// Exactly one operand; the property's default is never seen.
    public static func required<Value>(
        _ name: String, as parser: ValueParser<Value>, help: String, completion: Completion? = nil,
        _ property: @autoclosure @escaping Property<Options, Value>
    ) -> Self {
        single(name, .one, parser, help, completion, property())
    }

    private static func list<Value>(
        _ name: String, _ count: OperandDescription.Count, _ parser: ValueParser<Value>, _ help: String,
        _ completion: Completion?, _ property: @autoclosure @escaping Property<Options, [Value]>
    ) -> Self {
        let description = OperandDescription(
            name: name, count: count, help: help, completion: completion ?? parser.completion)
        return Self(description: description) { options, operands throws(UsageProblem) in
            for operand in operands {
                options[keyPath: property()].append(try parser.parse(operand, of: name))
            }
        }
    }

    private static func single<Value>(
        _ name: String, _ count: OperandDescription.Count, _ parser: ValueParser<Value>, _ help: String,
        _ completion: Completion?, _ property: @autoclosure @escaping Property<Options, Value>
    ) -> Self {
        let description = OperandDescription(
            name: name, count: count, help: help, completion: completion ?? parser.completion)
        return Self(description: description) { options, operands throws(UsageProblem) in
            for operand in operands {
                options[keyPath: property()] = try parser.parse(operand, of: name)
            }
        }
    }
}
