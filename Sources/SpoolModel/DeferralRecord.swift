/// Why a job that was claimed is queued again, unstarted: the record `deferred`.
public struct DeferralRecord: Hashable, Sendable {
    /// Milliseconds since 1970-01-01 UTC.
    public var atMilliseconds: Int64
    /// One line for people.
    public var reason: String

    public init(atMilliseconds: Int64, reason: String) {
        self.atMilliseconds = atMilliseconds
        self.reason = reason
    }

    static let recordName = "deferred"

    public init(_ content: [UInt8]) throws(RecordError) {
        var reader = RecordReader(try Record(content, named: Self.recordName, terminator: .newline))
        atMilliseconds = try reader.requiredNumber("at_ms", in: 0...Int64.max)
        reason = try reader.requiredText("reason")
        try reader.finish()
    }

    public var serialized: [UInt8] {
        var record = RecordText(of: Self.recordName)
        record.append("at_ms", atMilliseconds)
        record.append("reason", reason)
        return record.ended()
    }
}
