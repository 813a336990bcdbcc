import SpoolModel
import SystemCalls

/// One line on the terminal that tells how far the jobs are; nothing where standard error is no terminal.
struct Progress {
    private let total: Int
    private let endedBefore: Int
    private let started = SteadyClock.microseconds
    private let isShown = StandardStream.error.isTerminal
    private var isVisible = false

    /// - Parameter endedBefore: how many had ended at the start: they tell nothing of how long the others take.
    init(total: Int, endedBefore: Int = 0) {
        self.total = total
        self.endedBefore = endedBefore
    }

    mutating func show(ended: Int, failed: @autoclosure () -> Int) {
        guard isShown else { return }
        let elapsed = (SteadyClock.microseconds - started) / 1000
        write("\r\u{1b}[K" + line(ended: ended, failed: failed(), elapsedMilliseconds: elapsed))
        isVisible = true
    }

    /// Makes room for other output.
    mutating func clear() {
        if isVisible { write("\r\u{1b}[K") }
        isVisible = false
    }

    /// As if the rest took as long for each as those that have ended.
    func line(ended: Int, failed: Int, elapsedMilliseconds: Int64) -> String {
        var line = "\(ended) of \(Words.count(total, "job")) ended"
        if failed > 0 { line += ", \(failed) not succeeded" }
        let news = Int64(ended - endedBefore)
        if news > 0, ended < total {
            line += ", about \(Words.duration(milliseconds: elapsedMilliseconds * Int64(total - ended) / news)) left"
        }
        return line
    }

    private func write(_ text: String) { try? StandardStream.error.write(Array(text.utf8)) }
}
