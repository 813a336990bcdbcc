/// When a job may start, and before or after which others.
public struct JobOrder: Hashable, Sendable {
    /// Jobs with a higher one come first; of equal ones the lower id.
    public var priority = 0
    public var needs = Needs()
    public var conditions = Conditions()

    public init() {}

    public static let priorities = -1_000_000...1_000_000

    /// Whether the job comes in the order of its id as soon as there is a slot, so that nothing of it need be known before.
    public var isPlain: Bool { self == JobOrder() }

    /// Where jobs wait that are to be started.
    public var home: JobState { isPlain ? .queued : .waiting }

    init(_ reader: inout RecordReader) throws(RecordError) {
        priority = try reader.optionalNumber("priority", in: Self.priorities) ?? 0
        needs = try Needs(&reader)
        conditions = try Conditions(&reader)
    }

    func append(to record: inout RecordText) {
        if priority != 0 { record.append("priority", priority) }
        needs.append(to: &record)
        conditions.append(to: &record)
    }
}
