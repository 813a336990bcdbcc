/// A decimal number and the unit behind it: `1.5h`.
struct Quantity {
    /// The letters behind the number.
    let suffix: String
    private let digits: UInt128
    private let scale: UInt128

    /// Reads digits, at most one decimal point with digits on both sides, and the rest as suffix.
    init?(_ bytes: [UInt8]) {
        let isDigit = { (byte: UInt8) in UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
        let whole = bytes.prefix(while: isDigit)
        var rest = bytes.dropFirst(whole.count)
        var fraction: ArraySlice<UInt8> = []
        if rest.first == .point {
            fraction = rest.dropFirst().prefix(while: isDigit)
            rest = rest.dropFirst(1 + fraction.count)
            guard !fraction.isEmpty else { return nil }
        }
        guard let suffix = String(validating: rest, as: UTF8.self),
            let digits = UInt128(String(decoding: whole + fraction, as: UTF8.self)), !whole.isEmpty,
            // So many digits fit a nanosecond or a byte of any unit; the power of ten below cannot overflow.
            fraction.count <= 18
        else { return nil }
        self.suffix = suffix
        self.digits = digits
        scale = fraction.reduce(1) { power, _ in power * 10 }
    }

    /// The number times a unit, rounded down, or `nil` if that is more than fits.
    func times(_ unit: UInt64) -> Int64? {
        let (product, overflow) = digits.multipliedReportingOverflow(by: UInt128(unit))
        return overflow ? nil : Int64(exactly: product / scale)
    }
}
