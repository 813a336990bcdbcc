import SystemCalls

/// What a job may use: fields of the record `job`.
public struct JobLimits: Hashable, Sendable {
    /// How long each attempt may take, from the start of its command, on the clock that does not jump; nil for ever.
    public var timeoutMilliseconds: Int64?
    /// Between SIGTERM and SIGKILL, where whoever asks for the end does not say.
    public var graceMilliseconds: Int64?
    /// Of each file of its own that it writes its output to; nil where all is kept.
    public var output: OutputBudget?
    /// Of each of its processes.
    public var resources = ResourceLimits()

    public init() {}

    /// Where nobody says anything else.
    public static let defaultGrace: Int64 = 10_000

    /// Milliseconds between SIGTERM and SIGKILL.
    public var grace: Int64 { graceMilliseconds ?? Self.defaultGrace }

    /// What to start a command with; nil where it is not limited.
    public var forChild: ChildLimits? { resources.forChild(grace: grace) }

    /// A year: the longest time that a record may hold.
    public static let longestTime: Int64 = 366 * 86_400_000
}

extension JobLimits {
    init(_ reader: inout RecordReader) throws(RecordError) {
        timeoutMilliseconds = try reader.optionalNumber("timeout_ms", in: 1...Self.longestTime)
        graceMilliseconds = try reader.optionalNumber("grace_ms", in: 0...CancelRecord.longestGrace)
        output = try reader.optionalNumber("max_output_bytes", in: OutputBudget.least...Int.max)
            .map { OutputBudget(bytes: $0) }
        resources = try ResourceLimits(&reader)
    }

    func append(to record: inout RecordText) {
        record.append("timeout_ms", ifAny: timeoutMilliseconds)
        record.append("grace_ms", ifAny: graceMilliseconds)
        record.append("max_output_bytes", ifAny: output?.bytes)
        resources.append(to: &record)
    }
}
