/// One piece of a longer text in which an empty line ends a piece.
enum Prose: Equatable {
    /// Words to be wrapped.
    case paragraph(String)
    /// Lines to be shown as they are; in the source they are indented.
    case verbatim([String])

    /// The pieces of a text.
    static func pieces(of text: String) -> [Prose] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return lines.split(whereSeparator: \.isEmpty).map { lines in
            let margin = lines.map { $0.prefix { $0 == " " }.count }.min() ?? 0
            return margin > 0
                ? .verbatim(lines.map { String($0.dropFirst(margin)) }) : .paragraph(lines.joined(separator: " "))
        }
    }
}

/// Lines of at most `width` characters; a longer word stands on its own line.
func wrap(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
        if line.isEmpty {
            line = String(word)
        } else if line.count + 1 + word.count <= width {
            line += " " + word
        } else {
            lines.append(line)
            line = String(word)
        }
    }
    return line.isEmpty ? lines : lines + [line]
}

func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
