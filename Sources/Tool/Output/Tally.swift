import SystemCalls

/// How far a long walk is, on the terminal, ten times a second at most.
struct Tally {
    private var line = TerminalLine()
    private var shownAt: Int64 = 0

    mutating func show(_ text: @autoclosure () -> String) {
        let now = SteadyClock.microseconds
        guard line.isShown, now - shownAt > 100_000 else { return }
        shownAt = now
        line.draw(text())
    }

    /// Makes room for other output.
    mutating func clear() { line.clear() }
}
