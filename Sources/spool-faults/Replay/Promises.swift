import SpoolModel
import SystemCalls

/// What commands promise by ending with 0, whatever happens to the machine after that.
struct Promises {
    let testimony: Testimony
    let bench: Bench

    // MARK: Before anybody puts the spool right

    /// What of the settings is not as it was said.
    func brokenSettings(_ settings: Settings) -> [String] {
        var broken: [String] = []
        if testimony.holds("paused", of: 0, unlessLater: "resuming"), !settings.isPaused {
            broken.append("the spool was paused, and is not any more")
        }
        if testimony.holds("resumed", of: 0, unlessLater: "pausing"), settings.isPaused {
            broken.append("the spool was resumed, and is paused again")
        }
        return broken
    }

    /// Whether a key names the last job that it was given to and that has not begun: then nothing else is queued.
    ///
    /// - Parameter jobs: the key of each job that has one.
    func forgottenKeys(_ jobs: [UInt64: String]) throws -> [String] {
        guard let id = testimony.submitted.last, let key = jobs[id],
            !testimony.notes.contains(where: { $0.hasPrefix("start \(id).") })
        else { return [] }
        let answer = try bench.spool("submit", "--unique", key, "true")
        return answer.printedIDs == [id] ? [] : ["job \(id) bears the key '\(key)', and another one got it"]
    }

    // MARK: Once everything has been put right

    /// What of the jobs is not as it was said.
    ///
    /// - Parameter later: the lines that jobs wrote since the crash.
    func broken(_ found: [FoundJob], later: [String]) -> [String] {
        testimony.sayings.compactMap { saying in
            broken(saying, found.first { $0.id == saying.id }, later).map {
                "\(saying.name) was \(saying.word), and \($0)"
            }
        }
    }

    private func broken(_ saying: Testimony.Saying, _ job: FoundJob?, _ later: [String]) -> String? {
        let start = later.firstIndex(where: saying.isStart)
        switch saying.word {
        case "held" where testimony.holds("held", of: saying.id, unlessLater: "releasing"):
            return start != nil || saying.task == nil && job?.state != .held ? "is not held any more" : nil
        case "cancelled":
            if start != nil { return "started all the same" }
            let name = saying.task.map { Layout.cancel($0...$0) } ?? Layout.cancel
            let request = job.flatMap { try? CancelRecord(content($0, name)) }
            return request == nil ? "its grace period is lost: 'cancel' is not whole" : nil
        case "retried": return job.flatMap { brokenRetry($0, saying.task, later) }
        case "moved":
            if let start, let first = later.firstIndex(where: { $0.hasPrefix("start ") }), first < start {
                return "started behind '\(later[first])'"
            }
            return job.flatMap(brokenMark)
        case "pruned": return job == nil ? nil : "is \(job?.state.word ?? "") again"
        case "told": return later.contains("told \(saying.id)") ? "somebody was told of it once more" : nil
        default: return nil
        }
    }

    /// It has run again; of an array the task that was named, and no other.
    private func brokenRetry(_ job: FoundJob, _ task: Int?, _ later: [String]) -> String? {
        let attempts = names(in: bench.spool / job.path).compactMap { Layout.attempt(in: $0, of: "pid") }.max() ?? 0
        if attempts < 2 { return "did not run again" }
        guard let task else { return nil }
        let again = (testimony.notes + later).filter {
            $0.hasPrefix("start \(job.id).") && !$0.hasPrefix("start \(job.id).1.")
        }
        if let other = again.first(where: { !$0.hasSuffix(".\(task)") }) { return "another task ran: '\(other)'" }
        return again.isEmpty && job.state != .finished(.lost) ? "its task \(task) did not run" : nil
    }

    /// A mark is there, and the next one will be greater.
    private func brokenMark(_ job: FoundJob) -> String? {
        guard let spool = try? Spool(at: bench.spool), let mark = (try? spool.job(JobID(job.id)))?.frontMark(), mark > 0
        else { return "has no mark" }
        return spool.lastMove() < mark ? "the next one that is moved would not come before it" : nil
    }

    private func content(_ job: FoundJob, _ name: FilePath) -> [UInt8] {
        Array(bench.text(of: bench.spool / job.path / name).utf8)
    }
}
