import SpoolModel
import SystemCalls

/// One line on the terminal that tells how far the jobs are; nothing where standard error is no terminal.
struct Progress {
    private let total: Int
    private let started = SteadyClock.microseconds
    private let isShown = StandardStream.error.isTerminal
    private var isVisible = false

    init(total: Int) { self.total = total }

    mutating func show(_ ended: some Collection<JobSummary>) {
        guard isShown else { return }
        let failed = ended.count { $0.exitCode != 0 }
        var line = "\(ended.count) of \(Words.count(total, "job")) ended"
        if failed > 0 { line += ", \(failed) not succeeded" }
        if let remaining = remainingMilliseconds(ended: ended.count) {
            line += ", about \(Words.duration(milliseconds: remaining)) left"
        }
        write("\r\u{1b}[K" + line)
        isVisible = true
    }

    /// Makes room for other output.
    mutating func clear() {
        if isVisible { write("\r\u{1b}[K") }
        isVisible = false
    }

    /// As if the rest took as long for each as those that have ended.
    private func remainingMilliseconds(ended: Int) -> Int64? {
        if ended == 0 || ended == total { return nil }
        return (SteadyClock.microseconds - started) / 1000 * Int64(total - ended) / Int64(ended)
    }

    private func write(_ text: String) { try? StandardStream.error.write(Array(text.utf8)) }
}
