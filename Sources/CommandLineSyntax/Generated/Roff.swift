/// Source text in the language of man(7), with every character escaped that means something to roff.
struct Roff {
    private(set) var source = ""

    /// A line of escaped text and fonts, as ``bold(_:)`` returns it.
    mutating func line(_ escaped: String) {
        // A point or an apostrophe would make the line a request.
        source += (escaped.first == "." ? "\\&" : "") + escaped + "\n"
    }

    /// A macro and its escaped arguments.
    mutating func macro(_ name: String, _ arguments: [String] = []) {
        source += "." + name + arguments.map { " \"\($0)\"" }.joined() + "\n"
    }

    /// Words; every sentence begins a line, by which roff knows where sentences end.
    mutating func text(_ text: String) {
        for sentence in Self.sentences(of: text) {
            for line in wrap(Self.escape(sentence), width: 78) { self.line(line) }
        }
    }

    /// An indented paragraph with an escaped term beside or above it.
    mutating func tagged(_ term: String, _ text: String) {
        macro("TP")
        line(term)
        self.text(text)
    }

    /// Lines that are not filled.
    mutating func verbatim(_ lines: [String]) {
        macro("RS", ["4"])
        macro("nf")
        for line in lines { self.line(Self.escape(line)) }
        macro("fi")
        macro("RE")
    }

    static func bold(_ text: String) -> String { "\\fB\(escape(text))\\fR" }

    static func italic(_ text: String) -> String { "\\fI\(escape(text))\\fR" }

    /// Plain text as roff source; the names of characters are those of groff_char(7).
    static func escape(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "\"": result += "\\(dq"
            case "\n": result += " "
            default:
                if scalar.isASCII {
                    result.unicodeScalars.append(scalar)
                } else {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    result += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
                }
            }
        }
        return result
    }

    private static func sentences(of text: String) -> [String] {
        var sentences: [String] = []
        var words: [Substring] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            words.append(word)
            guard let end = word.last, ".?!".contains(end), word.count > 2 else { continue }
            sentences.append(words.joined(separator: " "))
            words = []
        }
        return words.isEmpty ? sentences : sentences + [words.joined(separator: " ")]
    }
}
