import SpoolModel
import SystemCalls

/// A job or a task that has ended, as `spool results` tells of it to programs.
struct ResultLine {
    /// `42` or `42.7`.
    let id: String
    let outcome: Outcome
    let status: TerminationStatus?
    let reason: String?
    let attempt: Int
    /// Milliseconds since 1970-01-01 UTC.
    let started: Int64?
    let ended: Int64?
    let wallMicroseconds: Int64?
    let record: JobRecord?
    /// Absolute: where the standard output of the last attempt went. Nil where nothing was started.
    let outputPath: FilePath?
    /// What is in that file, where it is the job's own.
    let output: [UInt8]?

    /// Nil for a job that has not ended.
    ///
    /// - Parameter withOutput: whether to read what the job has written.
    init?(_ job: JobSummary, in spool: Spool, withOutput: Bool) throws {
        guard case .finished(let outcome) = job.state else { return nil }
        id = job.id.description
        self.outcome = outcome
        status = job.result?.status
        reason = job.reason
        attempt = job.attempt
        started = job.startedMilliseconds
        ended = job.result?.measured?.endedMilliseconds
        wallMicroseconds = job.result?.measured?.wallMicroseconds
        record = job.record
        let own = spool.path / job.state.path(of: job.id) / Layout.output(job.attempt)
        outputPath = job.attempt == 0 ? nil : job.record?.output ?? own
        guard withOutput, job.record?.output == nil else {
            output = nil
            return
        }
        output = try JobOutput(.output, of: try spool.job(job.id), attempt: job.attempt)?.content()
    }

    /// Nil for a task that has not ended.
    init?(_ task: TaskSummary, of job: borrowing JobDirectory, _ record: JobRecord, in spool: Spool, withOutput: Bool)
        throws
    {
        guard let outcome = task.phase.outcome else { return nil }
        id = task.name
        self.outcome = outcome
        status = task.slot.end?.status
        reason = nil
        attempt = task.attempt
        started = task.slot.start?.milliseconds
        ended = task.endedMilliseconds > 0 ? task.endedMilliseconds : nil
        wallMicroseconds = task.slot.end?.wallMicroseconds
        self.record = record
        let file = task.attempt > 0 ? try JobOutput(.output, of: task, in: job, record) : nil
        let path = try file?.path()
        outputPath = record.output ?? path
        let isRead = withOutput && record.output == nil && task.attempt > 0
        output = isRead ? try file?.content() ?? [] : nil
    }

    /// Four columns: id, outcome, exit code or signal, path of the output.
    ///
    /// A dash stands for what there is not; control characters in the path are escaped.
    var text: String {
        [id, outcome.rawValue, status.map(Self.status) ?? "-", outputPath?.description ?? "-"].joined(separator: "\t")
    }

    private static func status(_ status: TerminationStatus) -> String {
        switch status {
        case .exited(let code): "\(code)"
        case .signaled: Words.status(status)
        }
    }

    var json: JSON {
        let exit = JSON.exit(status)
        return .object([
            ("id", Int64(id).map(JSON.number) ?? .text(id)),
            ("name", .optional(record?.name, JSON.bytes)),
            ("outcome", .text(outcome.rawValue)),
            ("exit_code", exit.code),
            ("signal", exit.signal),
            ("reason", .optional(reason, JSON.text)),
            ("attempt", .number(Int64(attempt))),
            ("submitted_ms", .optional(record?.submittedMilliseconds, JSON.number)),
            ("started_ms", .optional(started, JSON.number)),
            ("ended_ms", .optional(ended, JSON.number)),
            ("wall_us", .optional(wallMicroseconds, JSON.number)),
            ("output_path", .optional(outputPath) { .bytes($0.bytes) }),
            ("output", .optional(output, JSON.bytes)),
        ])
    }
}

extension TaskSummary {
    /// To sort by: milliseconds since 1970-01-01 UTC, 0 where it is not known when the task ended.
    var endedMilliseconds: Int64 {
        guard let start = slot.start, let end = slot.end else { return 0 }
        return start.milliseconds + end.wallMicroseconds / 1000
    }
}
