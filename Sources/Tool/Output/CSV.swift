/// Comma-separated values (RFC 4180): lines that end with CR and LF, fields in double quotes where they need them.
enum CSV {
    /// One line.
    static func line(_ fields: [[UInt8]]) -> [UInt8] {
        Array(fields.map(quoted).joined(separator: [UInt8(ascii: ",")])) + [13, 10]
    }

    private static func quoted(_ field: [UInt8]) -> [UInt8] {
        let quote = UInt8(ascii: "\"")
        if !field.contains(where: { [quote, UInt8(ascii: ","), 13, 10].contains($0) }) { return field }
        return [quote] + field.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
    }
}
