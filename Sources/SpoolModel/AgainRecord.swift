import SystemCalls

/// The user's wish that a job which has ended should run again after attempt N: the record `again.N`.
public struct AgainRecord: Hashable, Sendable {
    /// Milliseconds since 1970-01-01 UTC.
    public var atMilliseconds: Int64
    /// Of an array, those that are to run again, ascending; nil for all.
    public var tasks: [ClosedRange<Int>]?

    public init(atMilliseconds: Int64, tasks: [ClosedRange<Int>]? = nil) {
        self.atMilliseconds = atMilliseconds
        self.tasks = tasks
    }

    static let recordName = "again"

    public init(_ content: [UInt8]) throws(RecordError) {
        var reader = RecordReader(try Record(content, named: Self.recordName, terminator: .newline))
        atMilliseconds = try reader.requiredNumber("at_ms", in: 0...Int64.max)
        let ranges = reader.all("tasks")
        try reader.finish()
        if ranges.isEmpty { return }
        tasks = []
        for range in ranges {
            guard let range = taskRange(range) else {
                throw RecordError(problem: "the field 'tasks' holds '\(printable(range))'")
            }
            tasks?.append(range)
        }
    }

    public var serialized: [UInt8] {
        var record = RecordText(of: Self.recordName)
        record.append("at_ms", atMilliseconds)
        for range in tasks ?? [] { record.append("tasks", range.rangeText) }
        return record.ended()
    }
}

extension JobDirectory {
    /// The record `again.N`; nil where there is none, or it is torn.
    func again(attempt: Int) throws(SystemError) -> AgainRecord? {
        try descriptor.contentIfPresent(of: Layout.again(attempt)).flatMap { try? AgainRecord($0) }
    }
}
