/// Where in a line for the shell one is, as far as it matters to a value that is put there in single quotes: those quotes protect it in
/// plain text alone. Source: POSIX.1-2024, Shell Command Language, 2.2 Quoting, 2.6.3 Command Substitution, 2.7.4 Here-Document.
struct ShellContext {
    private enum Level { case plain, single, double, backquotes, comment }

    private var levels = [Level.plain]
    private var isEscaped = false
    private var last: UInt8 = 0
    /// How many `<` in a row came last.
    private var angles = 0
    /// Whether a here-document begins at the end of the line, or has begun. Nothing looks for its end.
    private var hereDocument = HereDocument.none

    private enum HereDocument { case none, announced, begun }

    /// Whether a value in single quotes is one word here, whatever it holds.
    var isSafe: Bool {
        levels.last == .plain && !isEscaped && hereDocument != .begun && last != UInt8(ascii: "$")
    }

    /// Goes on behind a value.
    mutating func passValue() { last = UInt8(ascii: "'") }

    mutating func pass(_ text: [UInt8]) {
        for byte in text { pass(byte) }
    }

    private mutating func pass(_ byte: UInt8) {
        defer { last = byte }
        countAngles(byte)
        if isEscaped {
            isEscaped = false
            return
        }
        switch levels.last ?? .plain {
        case .single: if byte == UInt8(ascii: "'") { levels.removeLast() }
        case .comment: if byte == UInt8(ascii: "\n") { levels.removeLast() }
        case .backquotes:
            if byte == UInt8(ascii: "`") { levels.removeLast() }
            isEscaped = byte == UInt8(ascii: "\\")
        case .double:
            switch byte {
            case UInt8(ascii: "\""): levels.removeLast()
            case UInt8(ascii: "("): if last == UInt8(ascii: "$") { levels.append(.plain) }
            default: passInBoth(byte)
            }
        case .plain:
            switch byte {
            case UInt8(ascii: "'"): levels.append(.single)
            case UInt8(ascii: "\""): levels.append(.double)
            case UInt8(ascii: "("): levels.append(.plain)
            case UInt8(ascii: ")"): if levels.count > 1 { levels.removeLast() }
            case UInt8(ascii: "#"): if Self.endsWord(last) { levels.append(.comment) }
            default: passInBoth(byte)
            }
        }
    }

    private mutating func passInBoth(_ byte: UInt8) {
        if byte == UInt8(ascii: "`") { levels.append(.backquotes) }
        isEscaped = byte == UInt8(ascii: "\\")
    }

    private mutating func countAngles(_ byte: UInt8) {
        if byte == UInt8(ascii: "<"), levels.last == .plain { angles += 1; return }
        // `<<<` is a word of bash.
        if angles == 2, hereDocument == .none { hereDocument = .announced }
        angles = 0
        if byte == UInt8(ascii: "\n"), hereDocument == .announced { hereDocument = .begun }
    }

    private static func endsWord(_ byte: UInt8) -> Bool { byte == 0 || " \t\n;&|(".utf8.contains(byte) }
}
