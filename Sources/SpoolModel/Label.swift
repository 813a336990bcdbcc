import SystemCalls

/// What a submitter has attached to a job, to find it by: `KEY=VALUE`.
public struct Label: Hashable, Sendable {
    /// `[A-Za-z_][A-Za-z0-9_.-]*`.
    public let key: String
    /// Any bytes but NUL, even none.
    public let value: [UInt8]

    /// Reads `KEY=VALUE`; nil where there is no such key.
    public init?(_ bytes: some Collection<UInt8>) {
        let parts = bytes.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let first = parts[0].first, Self.isLetter(first),
            parts[0].allSatisfy({ Self.isLetter($0) || Self.isFurther($0) })
        else { return nil }
        key = String(decoding: parts[0], as: UTF8.self)
        value = Array(parts[1])
    }

    /// As it is typed, and as it stands in the record.
    public var bytes: [UInt8] { Array(key.utf8) + [UInt8(ascii: "=")] + value }

    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private static func isFurther(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"): true
        default: false
        }
    }
}

extension RecordReader {
    /// The labels, in order; a key that is there twice is refused.
    mutating func labels() throws(RecordError) -> [Label] {
        var labels: [Label] = []
        for value in all("label") {
            guard let label = Label(value) else {
                throw RecordError(problem: "the field 'label' holds '\(printable(value))', which is no KEY=VALUE")
            }
            if labels.contains(where: { $0.key == label.key }) {
                throw RecordError(problem: "it holds the label '\(label.key)' twice")
            }
            labels.append(label)
        }
        return labels
    }
}
