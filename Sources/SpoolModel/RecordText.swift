/// A record as it is written, field by field.
public struct RecordText: Sendable {
    /// What was written so far: of a file that grows that is all.
    public private(set) var content: [UInt8] = []
    private let name: String?
    private let terminator: Record.Terminator

    /// Begins with the name and the version, or without a name as the rest of a file that grows.
    public init(of name: String? = nil, terminator: Record.Terminator = .newline) {
        self.name = name
        self.terminator = terminator
        if let name { append(name, "1") }
    }

    /// Appends a field; what would end it in the middle of its value becomes a space.
    public mutating func append(_ key: String, _ value: [UInt8]) {
        content += key.utf8
        content.append(UInt8(ascii: "="))
        content += terminator == .newline ? value.map { $0 == 10 || $0 == 0 ? 32 : $0 } : value
        content.append(terminator.rawValue)
    }

    public mutating func append(_ key: String, _ number: some BinaryInteger) { append(key, number.digits) }

    public mutating func append(_ key: String, _ value: some CustomStringConvertible) {
        append(key, [UInt8](value.description.utf8))
    }

    /// Appends a field where there is a value.
    public mutating func append(_ key: String, ifAny value: (some CustomStringConvertible)?) {
        if let value { append(key, value) }
    }

    /// The whole content, with the last field, by which a reader knows that nothing is missing.
    public consuming func ended() -> [UInt8] {
        append("end", ifAny: name)
        return content
    }
}
