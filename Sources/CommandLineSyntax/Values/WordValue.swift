extension ValueParser where Value: CaseIterable & RawRepresentable & Sendable, Value.RawValue == String {
    /// One of the raw values of an enumeration. Who declares an option of such a kind inlines it: a generic one takes 50,000 instructions.
    @inlinable public static var word: Self {
        let words = Value.allCases.map(\.rawValue)
        return Self(completion: .words(words)) { bytes throws(ValueError) in
            guard let text = String(validating: bytes, as: UTF8.self), let value = Value(rawValue: text) else {
                throw ValueError(expected: words.joined(separator: " or "))
            }
            return value
        }
    }
}

extension ValueParser {
    /// One or more raw values of an enumeration, separated by commas.
    public static func words<Word>() -> Self
    where Value == [Word], Word: CaseIterable & RawRepresentable & Sendable, Word.RawValue == String {
        let words = Word.allCases.map(\.rawValue)
        return Self(completion: .commaList(words)) { bytes throws(ValueError) in
            var values: [Word] = []
            for part in bytes.split(separator: .comma, omittingEmptySubsequences: false) {
                guard let text = String(validating: part, as: UTF8.self), let value = Word(rawValue: text) else {
                    throw ValueError(expected: "a comma-separated list of \(words.joined(separator: ", "))")
                }
                values.append(value)
            }
            return values
        }
    }
}
