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

/// At least so many digits, in lower case.
public func hexadecimal(_ value: UInt64, digits: Int) -> String {
    String(decoding: value.digits(base: 16, atLeast: digits), as: UTF8.self)
}

/// A mode or a mask as records have it: `0022`.
public func octalDigits(_ value: UInt32) -> [UInt8] { UInt64(value).digits(base: 8, atLeast: 4) }

/// The same for people.
public func octal(_ value: UInt32) -> String { String(decoding: octalDigits(value), as: UTF8.self) }

extension BinaryInteger {
    /// In decimal digits, with a minus sign where it needs one.
    public var digits: [UInt8] {
        let digits = UInt64(magnitude).digits(base: 10)
        return self < 0 ? [UInt8(ascii: "-")] + digits : digits
    }
}

extension UInt64 {
    /// At least so many digits, in lower case. `String(_:radix:)` is generic down to each digit, and with an interpolation comes
    /// what text is made of: every start of a program would pay for that.
    public func digits(base: UInt64, atLeast count: Int = 1) -> [UInt8] {
        var digits: [UInt8] = []
        var rest = self
        while rest > 0 || digits.count < count {
            let digit = UInt8(rest % base)
            digits.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            rest /= base
        }
        digits.reverse()
        return digits
    }
}
