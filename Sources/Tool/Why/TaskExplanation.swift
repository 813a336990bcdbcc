import SpoolModel
import SystemCalls

extension ExplanationText {
    /// What a task of an array waits for, or what ended it.
    ///
    /// - Parameter array: what is to be said of the whole array where that does not run; nil where it does.
    init(_ task: TaskSummary, array: ExplanationText?) {
        let name = task.name
        let end = task.slot.end
        switch task.phase {
        case .waiting where task.isHeld:
            self.init(
                "held", "It is held, so it does not start before it is released.",
                "'spool release \(name)' releases it.")
        case .waiting where task.attempt > 0:
            self.init(
                "retry",
                "It did not succeed in attempt \(task.attempt), and is run again when the other tasks have ended.",
                "'spool log --stderr \(name)' shows what it complained of.")
        case .waiting:
            self = array ?? ExplanationText("turn", "Its turn comes when others of its array have ended.")
        case .running:
            let since = task.slot.start.map { " since \(Words.time(milliseconds: $0.milliseconds))" } ?? ""
            let process = task.slot.start?.command.map { " (process \($0.pid))" } ?? ""
            self.init("at-work", "It runs\(since)\(process).", "'spool log \(name)' shows what it has written.")
        case .succeeded: self = EndReason.succeeded.text(of: name)
        case .cancelled:
            self = EndReason.cancellation(after: task.attempt, last: end?.outcome).text(of: name)
        case .timedOut: self = EndReason.timedOut(limit: nil).text(of: name)
        case .lost:
            self = EndReason.lost("its shepherd had ended before it", attempts: task.attempt, .report).text(of: name)
        case .failed:
            self =
                switch end?.status {
                case .signaled(let signal):
                    EndReason.signaled(signal, peakMemory: end?.resources.peakMemory).text(of: name)
                case .exited(let code): EndReason.exited(code).text(of: name)
                case nil: EndReason.damaged("the table of its array tells no exit status").text(of: name)
                }
        }
    }
}
