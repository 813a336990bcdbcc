/// A name and its value, typed `NAME=VALUE`.
public struct Assignment: Sendable, Hashable {
    /// What stands before the first equals sign; never empty.
    public let name: [UInt8]
    /// What stands behind it; may be empty.
    public let value: [UInt8]

    /// A name with a value.
    public init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

extension ValueParser<Assignment> {
    /// A name that is not empty, an equals sign, and a value of any bytes.
    public static var assignment: Self {
        Self { bytes throws(ValueError) in
            let parts = bytes.split(separator: .equals, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else { throw ValueError(expected: "NAME=VALUE") }
            return Assignment(name: Array(parts[0]), value: Array(parts[1]))
        }
    }
}
