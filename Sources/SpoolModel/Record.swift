import SystemCalls

/// A file that cannot be understood: why, in words that end a sentence `the job record is refused: …`.
public struct RecordError: Error, Hashable, Sendable {
    public let problem: String
}

/// Fields `key=value` in the order of a file, framed by `NAME=VERSION` and `end=NAME`.
///
/// The grammar is told in docs/spool-format.md, *Records*.
public struct Record: Sendable {
    /// What ends a field: NUL where values may hold any other byte, else a newline.
    public enum Terminator: UInt8, Sendable {
        case nul = 0
        case newline = 10
    }

    public let fields: [(key: String, value: [UInt8])]

    /// Reads a whole record; a torn one, another version or a foreign file is an error.
    public init(_ content: [UInt8], named name: String, terminator: Terminator) throws(RecordError) {
        let lines = try Self.lines(content, terminator)
        guard let first = lines.first, first.key == name else { throw RecordError(problem: "it is no \(name) record") }
        guard first.value == Array("1".utf8) else {
            throw RecordError(problem: "its version is '\(printable(first.value))', and this program knows 1")
        }
        guard content.last == terminator.rawValue, let last = lines.last, last.key == "end",
            last.value == Array(name.utf8), lines.count > 1
        else { throw RecordError(problem: "it is torn: its last field is missing") }
        fields = Array(lines.dropFirst().dropLast())
    }

    /// Reads the fields that are whole, of a file that grows and has no last field.
    public init(growing content: [UInt8], named name: String) throws(RecordError) {
        let whole = content[..<(content.lastIndex(of: Terminator.newline.rawValue) ?? 0)]
        let lines = try Self.lines(Array(whole), .newline)
        guard let first = lines.first, first.key == name, first.value == Array("1".utf8) else {
            throw RecordError(problem: "it is no \(name) record of version 1")
        }
        fields = Array(lines.dropFirst())
    }

    private static func lines(
        _ content: [UInt8], _ terminator: Terminator
    ) throws(RecordError) -> [(key: String, value: [UInt8])] {
        var fields: [(key: String, value: [UInt8])] = []
        // Field by field: a file of nothing but terminators is refused at the first of them.
        var rest = content[...]
        while !rest.isEmpty {
            let piece = rest.prefix { $0 != terminator.rawValue }
            rest = rest.dropFirst(piece.count + 1)
            guard let sign = piece.firstIndex(of: UInt8(ascii: "=")), sign > piece.startIndex,
                piece[..<sign].allSatisfy(isKeyByte)
            else { throw RecordError(problem: "it holds a field that is no key=value") }
            if terminator == .newline, piece.contains(0) { throw RecordError(problem: "it holds a NUL byte") }
            fields.append((String(decoding: piece[..<sign], as: UTF8.self), Array(piece[(sign + 1)...])))
        }
        return fields
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

extension String {
    /// As a field or a variable may be named, in which no `-` can be.
    var withUnderscores: String { String(map { $0 == "-" ? "_" : $0 }) }
}
