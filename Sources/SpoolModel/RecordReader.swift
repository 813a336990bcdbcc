import SystemCalls

/// Takes the fields of a record one by one, by key; what nobody took is a field that is not known.
struct RecordReader {
    private var remaining: [(key: String, value: [UInt8])]

    init(_ record: Record) { remaining = record.fields }

    /// The value of an optional field.
    mutating func optional(_ key: String) throws(RecordError) -> [UInt8]? {
        let values = all(key)
        if values.count > 1 { throw RecordError(problem: "it holds the field '\(key)' twice") }
        return values.first
    }

    mutating func required(_ key: String) throws(RecordError) -> [UInt8] {
        guard let value = try optional(key) else { throw RecordError(problem: "it has no field '\(key)'") }
        return value
    }

    /// The values of a field that may be repeated, in order.
    mutating func all(_ key: String) -> [[UInt8]] {
        let values = remaining.filter { $0.key == key }.map(\.value)
        if !values.isEmpty { remaining.removeAll { $0.key == key } }
        return values
    }

    mutating func optionalText(_ key: String) throws(RecordError) -> String? {
        try optional(key).map { String(decoding: $0, as: UTF8.self) }
    }

    mutating func requiredText(_ key: String) throws(RecordError) -> String {
        String(decoding: try required(key), as: UTF8.self)
    }

    mutating func optionalNumber<Number: FixedWidthInteger>(
        _ key: String, in range: ClosedRange<Number>
    ) throws(RecordError) -> Number? {
        guard let value = try optional(key) else { return nil }
        guard let number = Number(ascii: value), range.contains(number) else {
            throw RecordError(problem: "the field '\(key)' holds '\(printable(value))'")
        }
        return number
    }

    mutating func requiredNumber<Number: FixedWidthInteger>(
        _ key: String, in range: ClosedRange<Number>
    ) throws(RecordError) -> Number {
        guard let number = try optionalNumber(key, in: range) else {
            throw RecordError(problem: "it has no field '\(key)'")
        }
        return number
    }

    mutating func word<Word: RawRepresentable<String>>(_ key: String, as: Word.Type) throws(RecordError) -> Word? {
        guard let text = try optionalText(key) else { return nil }
        guard let word = Word(rawValue: text) else {
            throw RecordError(problem: "the field '\(key)' holds '\(printable(text))'")
        }
        return word
    }

    /// Refuses fields that nobody took, unless their names begin with `x_`.
    func finish() throws(RecordError) {
        if let unknown = remaining.first(where: { !$0.key.hasPrefix("x_") }) {
            throw RecordError(problem: "it has a field '\(unknown.key)' that this program does not know")
        }
    }
}
