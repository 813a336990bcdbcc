import SystemCalls

/// The form of a result in JSON; the keys are those of the record.
extension JSON {
    public static func result(_ result: ResultRecord, attempt: Int) -> JSON {
        let status = exit(result.status)
        let measured = result.measured
        return .object([
            ("outcome", .text(result.outcome.rawValue)),
            ("attempt", .number(Int64(attempt))),
            ("exit_code", status.code),
            ("signal", status.signal),
            ("started_ms", .optional(measured?.startedMilliseconds, JSON.number)),
            ("ended_ms", .optional(measured?.endedMilliseconds, JSON.number)),
            ("wall_us", .optional(measured?.wallMicroseconds, JSON.number)),
            ("user_us", .optional(measured?.resources.userMicroseconds, JSON.number)),
            ("system_us", .optional(measured?.resources.systemMicroseconds, JSON.number)),
            ("peak_memory_bytes", .optional(measured?.resources.peakMemory, JSON.number)),
            ("left_behind", .number(Int64(result.leftBehind))),
            ("tasks", .optional(result.tasks, JSON.tasks)),
            ("host", .text(result.host)),
            ("reason", .optional(result.reason, JSON.text)),
        ])
    }

    /// How many tasks of an array there are in each phase.
    public static func tasks(_ counts: TaskCounts) -> JSON {
        .object(TaskPhase.allCases.map { ($0.word, .number(Int64(counts[$0]))) })
    }

    /// One of two numbers, and null for the other; two nulls where it is not known how the command ended.
    public static func exit(_ status: TerminationStatus?) -> (code: JSON, signal: JSON) {
        switch status {
        case .exited(let code): (.number(Int64(code)), .null)
        case .signaled(let number): (.null, .number(Int64(number)))
        case nil: (.null, .null)
        }
    }
}
