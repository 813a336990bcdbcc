import CommandLineSyntax

/// The words of a line as a POSIX shell makes them: blanks divide, quotes and the backslash protect, `#` before a word begins a
/// comment; nothing is expanded. Source: *Quoting* and *Token Recognition* of the Shell Command Language.
func shellWords(_ line: some Collection<UInt8>) throws(UsageProblem) -> [[UInt8]] {
    var words: [[UInt8]] = []
    var word: [UInt8]?
    var rest = Array(line)[...]
    while let byte = rest.popFirst() {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"):
            if let word { words.append(word) }
            word = nil
        case UInt8(ascii: "#") where word == nil:
            return words
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            word = try (word ?? []) + quotedText(from: &rest, until: byte)
        case UInt8(ascii: "\\"):
            guard let next = rest.popFirst() else { throw .refused("nothing follows the backslash at its end.") }
            word = (word ?? []) + [next]
        default:
            word = (word ?? []) + [byte]
        }
    }
    return words + (word.map { [$0] } ?? [])
}

/// What stands between quotes; within double ones a backslash protects only what would mean something there.
private func quotedText(from rest: inout ArraySlice<UInt8>, until quote: UInt8) throws(UsageProblem) -> [UInt8] {
    var text: [UInt8] = []
    while let byte = rest.popFirst() {
        if byte == quote { return text }
        if quote == UInt8(ascii: "\""), byte == UInt8(ascii: "\\"), let next = rest.first, "$`\"\\".utf8.contains(next)
        {
            text.append(rest.removeFirst())
        } else {
            text.append(byte)
        }
    }
    throw .refused("a quote is not closed.")
}
