/// How far a walk is that has a known length, as a line for the terminal.
struct ProgressBar {
    let total: Int

    /// With it the longest line, that of a million jobs, fits in 80 columns.
    private static let width = 20

    /// - Parameters:
    ///   - done: how much of `total`.
    ///   - text: what has come of it.
    func line(done: Int, _ text: String, elapsedMilliseconds: Int64) -> String {
        // More can come while it walks.
        let total = max(total, done, 1)
        let filled = done * Self.width / total
        var line = "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
        line += "] \(done * 100 / total) %, \(text)"
        if done > 0, done < total {
            line +=
                ", about \(Words.duration(milliseconds: elapsedMilliseconds * Int64(total - done) / Int64(done))) left"
        }
        return line
    }
}
