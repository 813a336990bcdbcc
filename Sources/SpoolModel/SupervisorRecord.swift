import SystemCalls

/// Who supervises the spool, and what keeps it from starting jobs: the record `supervisor`.
public struct SupervisorRecord: Hashable, Sendable {
    public var pid: Int32
    public var boot: String
    public var host: String
    public var slots: Int
    /// Milliseconds since 1970-01-01 UTC.
    public var startedMilliseconds: Int64
    /// The only jobs that it starts, those of a `spool run`; nil where it starts all.
    public var range: ClosedRange<JobID>?
    /// What keeps jobs from starting; nil where all is well.
    public var problem: String?

    public init(pid: Int32, boot: String, host: String, slots: Int, startedMilliseconds: Int64) {
        self.pid = pid
        self.boot = boot
        self.host = host
        self.slots = slots
        self.startedMilliseconds = startedMilliseconds
    }

    static let recordName = "supervisor"

    public init(_ content: [UInt8]) throws(RecordError) {
        var reader = RecordReader(try Record(content, named: Self.recordName, terminator: .newline))
        pid = try reader.requiredNumber("pid", in: 1...Int32.max)
        boot = try reader.requiredText("boot")
        host = try reader.requiredText("host")
        slots = try reader.requiredNumber("slots", in: 1...Int.max)
        startedMilliseconds = try reader.requiredNumber("started_ms", in: 0...Int64.max)
        if let first: UInt64 = try reader.optionalNumber("first_id", in: 1...UInt64.max) {
            let last: UInt64 = try reader.requiredNumber("last_id", in: first...UInt64.max)
            range = JobID(first)...JobID(last)
        }
        problem = try reader.optionalText("problem")
        try reader.finish()
    }

    public var serialized: [UInt8] {
        var record = RecordText(of: Self.recordName)
        record.append("pid", pid)
        record.append("boot", boot)
        record.append("host", host)
        record.append("slots", slots)
        record.append("started_ms", startedMilliseconds)
        record.append("first_id", ifAny: range?.lowerBound)
        record.append("last_id", ifAny: range?.upperBound)
        record.append("problem", ifAny: problem)
        return record.ended()
    }
}
