extension ValueParser where Value: FixedWidthInteger & Sendable {
    /// A whole number in decimal digits, within a range.
    public static func integer(in range: ClosedRange<Value>) -> Self {
        let expected =
            range.upperBound == .max
            ? "a whole number of at least \(range.lowerBound)"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return Self { bytes throws(ValueError) in
            // The initializer also takes a plus sign, which nothing here would ever print.
            guard bytes.first != UInt8(ascii: "+"), let text = String(validating: bytes, as: UTF8.self),
                let value = Value(text), range.contains(value)
            else { throw ValueError(expected: expected) }
            return value
        }
    }

    /// A whole number that is not below a limit.
    public static func integer(atLeast minimum: Value) -> Self { integer(in: minimum...Value.max) }
}
