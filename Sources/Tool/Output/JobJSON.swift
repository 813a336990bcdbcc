import SpoolModel
import SystemCalls

/// The forms of jobs and results in `--json`; keys are those of the records where there are any.
extension JSON {
    static func job(_ job: JobSummary) -> JSON {
        .object([
            ("id", .number(Int64(clamping: job.id.number))),
            ("state", .text(job.state.word)),
            ("outcome", job.state.isFinished ? .text(job.state.mostTellingWord) : .null),
            ("name", .optional(job.record?.name, JSON.bytes)),
            ("labels", .optional(job.record?.labels) { .object($0.map { ($0.key, .bytes($0.value)) }) }),
            ("arguments", .optional(job.record?.arguments) { .array($0.map(JSON.bytes)) }),
            ("directory", .optional(job.record?.directory) { .bytes($0.bytes) }),
            ("submitted_ms", .optional(job.record?.submittedMilliseconds, JSON.number)),
            ("attempt", .number(Int64(job.attempt))),
            ("started_ms", .optional(job.startedMilliseconds, JSON.number)),
            ("cancel_requested", .bool(job.isCancelRequested)),
            ("reason", .optional(job.reason, JSON.text)),
            ("tasks", .optional(job.tasks, JSON.tasks)),
            ("result", .optional(job.result) { result($0, attempt: job.attempt) }),
        ])
    }
}

extension JSON {
    /// A task of an array; the keys are those of jobs.
    static func task(_ task: TaskSummary) -> JSON {
        let status = exit(task.slot.end?.status)
        let end = task.slot.end
        return .object([
            ("id", .text(task.name)),
            ("state", .text(task.phase.outcome == nil ? task.word : "finished")),
            ("outcome", .optional(task.phase.outcome) { .text($0.rawValue) }),
            ("attempt", .number(Int64(task.attempt))),
            ("started_ms", .optional(task.slot.start?.milliseconds, JSON.number)),
            ("exit_code", status.code),
            ("signal", status.signal),
            ("wall_us", .optional(end?.wallMicroseconds, JSON.number)),
            ("user_us", .optional(end?.resources.userMicroseconds, JSON.number)),
            ("system_us", .optional(end?.resources.systemMicroseconds, JSON.number)),
            ("peak_memory_bytes", .optional(end?.resources.peakMemory, JSON.number)),
            ("left_behind", .optional(end?.leftBehind) { .number(Int64($0)) }),
        ])
    }
}

extension JobSummary {
    /// What to tell of a job beside its state, in a few words; nil where there is nothing.
    var reason: String? {
        if let problem { return problem }
        if let tasks, state == .running, !isCancelRequested { return Words.tasks(tasks) }
        switch state {
        case .delayed:
            return isCancelRequested ? "cancel requested" : delayText
        case .held, .waiting, .queued:
            return isCancelRequested
                ? "cancel requested" : deferral?.reason ?? record.flatMap { Words.conditions($0.order) }
        case .running:
            if isCancelRequested { return "being cancelled" }
            return pid.map { $0.shepherd.exists } == false
                ? "its shepherd is gone; the next supervisor takes over" : nil
        case .finished(.cancelled) where cancelReason == nil && result != nil && result?.outcome != .cancelled:
            return "before attempt \(attempt + 1)"
        case .finished:
            if let reason = cancelReason ?? result?.reason { return reason }
            if let tasks, state != .finished(.succeeded) { return Words.tasks(tasks) }
            guard let status = result?.status, status != .exited(0) else { return nil }
            return Words.status(status)
        }
    }

    /// How long it waits still before its next attempt, milliseconds.
    var remainingDelay: Int64? {
        guard let delay, let boot = try? currentBoot() else { return nil }
        return (delay.remaining(now: SteadyClock.microseconds, boot: boot) + 999) / 1000
    }

    private var delayText: String {
        "attempt \(attempt + 1)" + (remainingDelay.map { " in " + Words.duration(milliseconds: $0) } ?? "")
    }

    /// The exit status, where that tells as much.
    var shortReason: String? {
        if problem == nil, tasks == nil, case .finished(let outcome) = state, outcome == result?.outcome,
            let status = result?.status, status != .exited(0)
        {
            return Words.status(status)
        }
        return reason
    }

    /// Run time of a job that was started, else its age, milliseconds.
    func span(now: Int64) -> Int64? {
        if let measured = result?.measured { return measured.wallMicroseconds / 1000 }
        if state == .running { return startedMilliseconds.map { now - $0 } }
        return state.isFinished ? nil : record.map { now - $0.submittedMilliseconds }
    }
}
