import SystemCalls

/// One line on the terminal that tells how far a long walk is; nothing where standard error is no terminal.
struct Tally {
    private let isShown = StandardStream.error.isTerminal
    private var shownAt: Int64 = 0

    /// Shows a line, ten times a second at most.
    mutating func show(_ line: @autoclosure () -> String) {
        let now = SteadyClock.microseconds
        guard isShown, now - shownAt > 100_000 else { return }
        shownAt = now
        write("\r\u{1b}[K" + line())
    }

    /// Makes room for other output.
    mutating func clear() {
        if shownAt > 0 { write("\r\u{1b}[K") }
        shownAt = 0
    }

    private func write(_ text: String) { try? StandardStream.error.write(Array(text.utf8)) }
}
