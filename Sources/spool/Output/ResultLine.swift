import SpoolModel
import SystemCalls

/// A job that has ended, as `spool results` tells of it to programs.
struct ResultLine {
    let job: JobSummary
    /// Absolute: where the standard output of the last attempt went. Nil where nothing was started.
    let outputPath: FilePath?
    /// What is in that file, where it is the job's own.
    let output: [UInt8]?

    /// - Parameter withOutput: whether to read what the job has written.
    init(_ job: JobSummary, in spool: Spool, withOutput: Bool) throws {
        self.job = job
        let own = spool.path / job.state.path(of: job.id) / Layout.output(job.attempt)
        outputPath = job.attempt == 0 ? nil : job.record?.output ?? own
        guard withOutput, job.record?.output == nil else {
            output = nil
            return
        }
        output = try JobOutput(.output, of: try spool.job(job.id), attempt: job.attempt)?.content()
    }

    /// Four columns: id, outcome, exit code or signal, path of the output.
    ///
    /// A dash stands for what there is not; control characters in the path are escaped.
    var text: String {
        [
            job.id.description, job.state.mostTellingWord, job.result?.status.map(Self.status) ?? "-",
            outputPath?.description ?? "-",
        ].joined(separator: "\t")
    }

    private static func status(_ status: TerminationStatus) -> String {
        switch status {
        case .exited(let code): "\(code)"
        case .signaled: Words.status(status)
        }
    }

    var json: JSON {
        let status = JSON.exit(job.result?.status)
        let measured = job.result?.measured
        return .object([
            ("id", .number(Int64(clamping: job.id.number))),
            ("name", .optional(job.record?.name, JSON.bytes)),
            ("outcome", .text(job.state.mostTellingWord)),
            ("exit_code", status.code),
            ("signal", status.signal),
            ("reason", .optional(job.reason, JSON.text)),
            ("attempt", .number(Int64(job.attempt))),
            ("submitted_ms", .optional(job.record?.submittedMilliseconds, JSON.number)),
            ("started_ms", .optional(job.startedMilliseconds, JSON.number)),
            ("ended_ms", .optional(measured?.endedMilliseconds, JSON.number)),
            ("wall_us", .optional(measured?.wallMicroseconds, JSON.number)),
            ("output_path", .optional(outputPath) { .bytes($0.bytes) }),
            ("output", .optional(output, JSON.bytes)),
        ])
    }
}
