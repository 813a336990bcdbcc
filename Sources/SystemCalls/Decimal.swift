extension FixedWidthInteger {
    /// Reads plain decimal digits, with a minus sign where the type has one; nil for anything else and on overflow.
    public init?(ascii bytes: some Collection<UInt8>) {
        var value: Self = 0
        var digits = bytes[...]
        let isNegative = digits.first == UInt8(ascii: "-") && Self.isSigned
        if isNegative { digits = digits.dropFirst() }
        if digits.isEmpty { return nil }
        for byte in digits {
            guard case UInt8(ascii: "0")...UInt8(ascii: "9") = byte else { return nil }
            let digit = Self(byte - UInt8(ascii: "0"))
            let (scaled, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (next, overflows) =
                isNegative ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
            if overflowed || overflows { return nil }
            value = next
        }
        self = value
    }
}

/// A number of hundredths, as people write it: 150 is `1.50`, and 200 is `2`.
public func decimal(_ hundredths: Int) -> String {
    let rest = hundredths % 100
    return "\(hundredths / 100)" + (rest == 0 ? "" : rest < 10 ? ".0\(rest)" : ".\(rest)")
}
