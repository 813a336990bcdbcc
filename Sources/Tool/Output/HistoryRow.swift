import SpoolModel
import SystemCalls

/// A job that has ended, or one attempt of it, with what it has used.
struct HistoryRow {
    let id: JobID
    /// 0 for a job of which nothing was started.
    let attempt: Int
    let name: [UInt8]?
    let outcome: Outcome
    let status: TerminationStatus?
    /// Milliseconds since 1970-01-01 UTC.
    let submitted, started, ended: Int64?
    let wallMicroseconds: Int64?
    let resources: ResourceUse?

    /// - Parameters:
    ///   - outcome: of the job, where the attempt has no result.
    ///   - pid: of the attempt; its result may not know when it began.
    init(_ job: JobSummary, attempt: Int, _ outcome: Outcome, _ result: ResultRecord?, _ pid: PidRecord?) {
        id = job.id
        self.attempt = attempt
        name = job.record?.name
        self.outcome = outcome
        status = result?.status
        submitted = job.record?.submittedMilliseconds
        started = result?.measured?.startedMilliseconds ?? pid?.startedMilliseconds
        ended = result?.measured?.endedMilliseconds
        wallMicroseconds = result?.measured?.wallMicroseconds
        resources = result?.measured?.resources
    }

    /// From the submission to the start, milliseconds.
    var waited: Int64? {
        guard let submitted, let started else { return nil }
        return max(0, started - submitted)
    }

    // MARK: For people

    static let titles = [
        "ID", "ATTEMPT", "OUTCOME", "EXIT", "SUBMITTED", "STARTED", "ENDED", "WAITED", "WALL", "USER", "SYSTEM",
        "MEMORY", "NAME",
    ]
    static let rightAligned: Set<Int> = [0, 1, 4, 5, 6, 7, 8, 9, 10, 11]

    /// - Parameter now: milliseconds since 1970-01-01 UTC.
    func cells(now: Int64) -> [Table.Cell] {
        let times = [submitted, started, ended].map { $0.map { Words.shortTime(milliseconds: $0, now: now) } }
        let spans = [
            waited, wallMicroseconds.map { $0 / 1000 }, resources.map { $0.userMicroseconds / 1000 },
            resources.map { $0.systemMicroseconds / 1000 },
        ].map { $0.map(Words.duration) }
        let texts = times + spans + [resources.map { Words.size(bytes: $0.peakMemory) }, name.map { printable($0) }]
        return [
            Table.Cell("\(id)"), Table.Cell(attempt == 0 ? "" : "\(attempt)"),
            Table.Cell(outcome.rawValue, JobState.finished(outcome).color), Table.Cell(exitText ?? ""),
        ] + texts.map { Table.Cell($0 ?? "") }
    }

    private var exitText: String? {
        switch status {
        case .exited(let code): "\(code)"
        case .signaled(let signal): Words.signalName(signal)
        case nil: nil
        }
    }

    // MARK: For programs

    /// The fields of a line, the same for JSON and for CSV.
    static let columns: [(name: String, value: @Sendable (HistoryRow) -> JSON)] = [
        ("id", { .number(Int64(clamping: $0.id.number)) }),
        ("attempt", { .number(Int64($0.attempt)) }),
        ("name", { .optional($0.name, JSON.bytes) }),
        ("outcome", { .text($0.outcome.rawValue) }),
        ("exit_code", { JSON.exit($0.status).code }),
        ("signal", { JSON.exit($0.status).signal }),
        ("submitted_ms", { .optional($0.submitted, JSON.number) }),
        ("started_ms", { .optional($0.started, JSON.number) }),
        ("ended_ms", { .optional($0.ended, JSON.number) }),
        ("waited_ms", { .optional($0.waited, JSON.number) }),
        ("wall_us", { .optional($0.wallMicroseconds, JSON.number) }),
        ("user_us", { .optional($0.resources?.userMicroseconds, JSON.number) }),
        ("system_us", { .optional($0.resources?.systemMicroseconds, JSON.number) }),
        ("peak_memory_bytes", { .optional($0.resources?.peakMemory, JSON.number) }),
    ]

    var json: JSON { .object(Self.columns.map { ($0.name, $0.value(self)) }) }

    var csvFields: [[UInt8]] {
        Self.columns.map { column in
            switch column.value(self) {
            case .bytes(let bytes): bytes
            case .null: []
            case let other: Array(other.serialized.utf8)
            }
        }
    }
}
