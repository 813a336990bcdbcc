/// The declaration of one option of `Options`: its description and the property that it sets.
public struct OptionSyntax<Options>: Sendable {
    /// What help, manual page and completions say about the option.
    public let description: OptionDescription
    /// Sets the property; flags get an empty value.
    let apply: @Sendable (inout Options, [UInt8]) throws(ValueError) -> Void

    /// A flag that sets a property to `true`.
    public static func flag(
        _ name: String, short: Character? = nil, help: String,
        _ property: @autoclosure @escaping Property<Options, Bool>
    ) -> Self {
        flag(name, short: short, help: help, property(), sets: true)
    }

    /// A flag that sets a property to a given value.
    public static func flag<Value: Sendable>(
        _ name: String, short: Character? = nil, help: String,
        _ property: @autoclosure @escaping Property<Options, Value>, sets value: Value
    ) -> Self {
        let description = OptionDescription(
            name: name, short: short, valueName: nil, help: help, isRepeated: false, completion: .none)
        return Self(description: description) { options, _ in options[keyPath: property()] = value }
    }

    /// An option with a value; given twice, the last value counts.
    ///
    /// - Parameters:
    ///   - value: What stands for the value in help, such as `DIR`.
    ///   - parser: What the value may be.
    ///   - completion: How a shell completes the value, if not as the parser says.
    public static func option<Value>(
        _ name: String, short: Character? = nil, value valueName: String, as parser: ValueParser<Value>,
        help: String, completion: Completion? = nil, _ property: @autoclosure @escaping Property<Options, Value>
    ) -> Self {
        let description = OptionDescription(
            name: name, short: short, valueName: valueName, help: help, isRepeated: false,
            completion: completion ?? parser.completion)
        return Self(description: description) { options, bytes throws(ValueError) in
            options[keyPath: property()] = try parser.parse(bytes)
        }
    }

    /// An option with a value whose property is `nil` when it is not given.
    public static func option<Value>(
        _ name: String, short: Character? = nil, value valueName: String, as parser: ValueParser<Value>,
        help: String, completion: Completion? = nil, _ property: @autoclosure @escaping Property<Options, Value?>
    ) -> Self {
        option(
            name, short: short, value: valueName, as: parser.optional, help: help, completion: completion, property())
    }

    /// An option that may be given more than once; every value is added to an array.
    public static func repeated<Value>(
        _ name: String, short: Character? = nil, value valueName: String, as parser: ValueParser<Value>,
        help: String, completion: Completion? = nil, _ property: @autoclosure @escaping Property<Options, [Value]>
    ) -> Self {
        let description = OptionDescription(
            name: name, short: short, valueName: valueName, help: help, isRepeated: true,
            completion: completion ?? parser.completion)
        return Self(description: description) { options, bytes throws(ValueError) in
            options[keyPath: property()].append(try parser.parse(bytes))
        }
    }

    /// An option that may be given more than once, with several values each time; all of them are added to an array.
    public static func repeatedList<Value>(
        _ name: String, value valueName: String, as parser: ValueParser<[Value]>, help: String,
        _ property: @autoclosure @escaping Property<Options, [Value]>
    ) -> Self {
        let description = OptionDescription(
            name: name, short: nil, valueName: valueName, help: help, isRepeated: true, completion: parser.completion)
        return Self(description: description) { options, bytes throws(ValueError) in
            options[keyPath: property()] += try parser.parse(bytes)
        }
    }

    /// The same option of a command that holds `Options` as one of its properties.
    public func within<Outer>(_ property: @autoclosure @escaping Property<Outer, Options>) -> OptionSyntax<Outer> {
        OptionSyntax<Outer>(description: description) { options, bytes throws(ValueError) in
            try apply(&options[keyPath: property()], bytes)
        }
    }
}

/// Names a property of the options, when it is to be set: a key path is a type that is made at run time, which takes long for a command
/// that has forty of them.
public typealias Property<Root, Value> = @Sendable () -> WritableKeyPath<Root, Value> & Sendable
