import SystemCalls

/// One line on the terminal behind standard error that is drawn anew again and again; nothing where that is no terminal.
struct TerminalLine {
    let isShown = StandardStream.error.isTerminal
    /// What stands there now.
    private var visible: String?
    /// Whether other output has left the terminal amid a line.
    var isBehindOutput = false

    /// Draws it in the place of what stood there, cut to one line of the terminal.
    mutating func draw(_ text: String) {
        guard isShown, text != visible else { return }
        write((isBehindOutput ? "\n" : Self.erasure) + Self.cut(text, columns: Terminal.width(of: .error)))
        isBehindOutput = false
        visible = text
    }

    /// Makes room for other output.
    mutating func clear() {
        if visible != nil { write(Self.erasure) }
        visible = nil
    }

    /// To the beginning of the line, and nothing on it: `EL` of ECMA-48.
    private static let erasure = "\r\u{1b}[K"

    /// What fits, with one column free for the cursor: a line that wraps could not be erased.
    static func cut(_ text: String, columns: Int?) -> String { String(text.prefix(max(0, (columns ?? 80) - 1))) }

    private func write(_ text: String) { try? StandardStream.error.write(Array(text.utf8)) }
}
