import SpoolModel
import SystemCalls

/// How far jobs or tasks are, on the terminal.
struct Progress {
    private let total: Int
    private let endedBefore: Int
    private let noun: String
    private let started = SteadyClock.microseconds
    private var terminal = TerminalLine()

    /// - Parameters:
    ///   - endedBefore: how many had ended at the start: they tell nothing of how long the others take.
    ///   - noun: what they are, one of them.
    init(total: Int, endedBefore: Int = 0, noun: String = "job") {
        self.total = total
        self.endedBefore = endedBefore
        self.noun = noun
    }

    /// Whether there is a terminal to show it on.
    var isShown: Bool { terminal.isShown }

    /// Whether other output has left the terminal amid a line, which is not to be drawn over.
    var isBehindOutput: Bool {
        get { terminal.isBehindOutput }
        set { terminal.isBehindOutput = newValue }
    }

    mutating func show(ended: Int, failed: @autoclosure () -> Int) {
        guard isShown else { return }
        let elapsed = (SteadyClock.microseconds - started) / 1000
        terminal.draw(line(ended: ended, failed: failed(), elapsedMilliseconds: elapsed))
    }

    /// Makes room for other output.
    mutating func clear() { terminal.clear() }

    /// As if the rest took as long for each as those that have ended.
    func line(ended: Int, failed: Int, elapsedMilliseconds: Int64) -> String {
        var line = "\(ended) of \(Words.count(total, noun)) ended"
        if failed > 0 { line += ", \(failed) not succeeded" }
        let news = Int64(ended - endedBefore)
        if news > 0, ended < total {
            line += ", about \(Words.duration(milliseconds: elapsedMilliseconds * Int64(total - ended) / news)) left"
        }
        return line
    }
}
