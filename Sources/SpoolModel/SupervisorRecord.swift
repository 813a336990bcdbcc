import SystemCalls

/// Who supervises the spool, and what keeps it from starting jobs: the record `supervisor`.
public struct SupervisorRecord: Hashable, Sendable {
    public var pid: Int32
    public var boot: String
    public var host: String
    public var slots: Int
    /// Milliseconds since 1970-01-01 UTC.
    public var startedMilliseconds: Int64
    /// Why nothing starts at present; nil where all is well.
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
        problem = try reader.optionalText("problem")
        try reader.finish()
    }

    public var serialized: [UInt8] {
        var record = Record()
        record.append("pid", pid)
        record.append("boot", boot)
        record.append("host", host)
        record.append("slots", slots)
        record.append("started_ms", startedMilliseconds)
        record.append("problem", ifAny: problem)
        return record.serialized(named: Self.recordName, terminator: .newline)
    }
}
