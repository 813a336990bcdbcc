/// Turns the bytes of a value into a `Value`, or says what is expected instead.
public struct ValueParser<Value>: Sendable {
    /// How a shell completes such a value.
    public let completion: Completion
    /// Reads a value.
    public let parse: @Sendable ([UInt8]) throws(ValueError) -> Value

    /// A parser that reads values with a function.
    public init(completion: Completion = .none, _ parse: @escaping @Sendable ([UInt8]) throws(ValueError) -> Value) {
        self.completion = completion
        self.parse = parse
    }

    /// A parser that reads values with a function that answers nil to any other, and says what is expected then.
    public init(expected: String, _ read: @escaping @Sendable ([UInt8]) -> Value?) {
        self.init { bytes throws(ValueError) in
            guard let value = read(bytes) else { throw ValueError(expected: expected) }
            return value
        }
    }

    /// Reads an operand, and names it where it is refused.
    public func value(_ bytes: [UInt8], of name: String) throws(UsageProblem) -> Value { try parse(bytes, of: name) }

    func parse(_ bytes: [UInt8], of name: String) throws(UsageProblem) -> Value {
        do {
            return try parse(bytes)
        } catch {
            throw .invalidValue(bytes, of: name, expected: error.expected)
        }
    }
}

/// A value that is not what is expected.
public struct ValueError: Error, Sendable, Equatable {
    /// What is expected, to follow the word "Expected": `a whole number from 1 to 64`.
    public let expected: String

    /// An error that says what is expected.
    public init(expected: String) {
        self.expected = expected
    }
}

extension ValueParser<[UInt8]> {
    /// Any bytes, even none.
    public static var bytes: Self { Self { bytes throws(ValueError) in bytes } }

    /// At least one byte.
    public static var nonEmptyBytes: Self {
        Self { bytes throws(ValueError) in
            guard !bytes.isEmpty else { throw ValueError(expected: "text that is not empty") }
            return bytes
        }
    }

    /// The path of a file, completed as such.
    public static var file: Self { Self(completion: .files, nonEmptyBytes.parse) }

    /// The path of a directory, completed as such.
    public static var directory: Self { Self(completion: .directories, nonEmptyBytes.parse) }
}

extension ValueParser<String> {
    /// UTF-8 text, even none.
    public static var text: Self {
        Self(expected: "text in UTF-8") { String(validating: $0, as: UTF8.self) }
    }
}
