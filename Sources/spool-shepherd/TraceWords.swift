import SpoolModel
import SystemCalls

/// Decisions in words, for the account of a job.
extension NextStep {
    var words: String {
        switch self {
        case .start(let attempt): "starts attempt \(attempt)"
        case .finishUnstarted: "it was cancelled before it was started"
        case .bury(let attempt): "attempt \(attempt) has no result, so what is left of it is ended"
        case .settle(let disposition): "it has ended; \(disposition.words)"
        }
    }
}

extension ArrayStep {
    var words: String {
        switch self {
        case .start(let attempt): "starts attempt \(attempt)"
        case .finishUnstarted: "it was cancelled before it was started"
        case .bury(let attempt): "attempt \(attempt) has no result, so what is left of its tasks is ended"
        case .settle(let disposition): "it has ended; \(disposition.words)"
        }
    }
}

extension Disposition {
    var words: String {
        switch self {
        case .finish(let outcome): "it is finished, \(outcome.rawValue)"
        case .requeue: "it is queued again"
        case .delay(let milliseconds): "it is run again after \(milliseconds) ms"
        case .hold: "what is left of it is held"
        }
    }
}

extension TerminationStatus {
    var words: String {
        switch self {
        case .exited(let code): "exit \(code)"
        case .signaled(let signal): "signal \(signal)"
        }
    }
}

extension ResultRecord {
    var words: String {
        ([outcome.rawValue] + [status?.words, reason].compactMap { $0 }).joined(separator: ", ")
    }
}

/// `process 12`, `processes 12, 13`.
func pids(_ processes: [ProcessIdentity]) -> String {
    "process\(processes.count == 1 ? "" : "es") " + processes.map { "\($0.pid)" }.joined(separator: ", ")
}
