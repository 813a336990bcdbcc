/// The declaration of one option of `Options`: its description and how it is set.
///
/// Each declaration ends with a closure that sets a property: a key path would be a type that every start of the tool makes.
public struct OptionSyntax<Options>: Sendable {
    /// What help, manual page and completions say about the option.
    public let description: OptionDescription
    /// Sets the property; flags get an empty value.
    let apply: @Sendable (inout Options, [UInt8]) throws(ValueError) -> Void

    /// An option without a value.
    public static func flag(
        _ name: String, short: Character? = nil, help: String, set: @escaping @Sendable (inout Options) -> Void
    ) -> Self {
        let description = OptionDescription(
            name: name, short: short, valueName: nil, help: help, isRepeated: false, completion: .none)
        return Self(description: description) { options, _ in set(&options) }
    }

    /// An option with a value; given twice, the last value counts.
    ///
    /// - Parameters:
    ///   - value: What stands for the value in help, such as `DIR`.
    ///   - parser: What the value may be.
    ///   - completion: How a shell completes the value, if not as the parser says.
    public static func option<Value>(
        _ name: String, short: Character? = nil, value valueName: String, as parser: ValueParser<Value>,
        help: String, completion: Completion? = nil, set: @escaping @Sendable (inout Options, Value) -> Void
    ) -> Self {
        Self(name, short, valueName, parser, help, completion, isRepeated: false, take: set)
    }

    /// An option that may be given more than once.
    ///
    /// - Parameter add: called with the value of each.
    public static func repeated<Value>(
        _ name: String, short: Character? = nil, value valueName: String, as parser: ValueParser<Value>,
        help: String, completion: Completion? = nil, add: @escaping @Sendable (inout Options, Value) -> Void
    ) -> Self {
        Self(name, short, valueName, parser, help, completion, isRepeated: true, take: add)
    }

    /// The same option of a command that holds `Options` as one of its properties; the key path is made where the option is given.
    public func within<Outer>(
        _ property: @autoclosure @escaping @Sendable () -> WritableKeyPath<Outer, Options> & Sendable
    ) -> OptionSyntax<Outer> {
        OptionSyntax<Outer>(description: description) { options, bytes throws(ValueError) in
            try apply(&options[keyPath: property()], bytes)
        }
    }
}

extension OptionSyntax {
    /// An option whose value is parsed, and then taken.
    private init<Value>(
        _ name: String, _ short: Character?, _ valueName: String, _ parser: ValueParser<Value>, _ help: String,
        _ completion: Completion?, isRepeated: Bool, take: @escaping @Sendable (inout Options, Value) -> Void
    ) {
        let description = OptionDescription(
            name: name, short: short, valueName: valueName, help: help, isRepeated: isRepeated,
            completion: completion ?? parser.completion)
        self.init(description: description) { options, bytes throws(ValueError) in
            take(&options, try parser.parse(bytes))
        }
    }
}
