import SystemCalls

/// The user's wish that a job should end: the record `cancel`.
public struct CancelRecord: Hashable, Sendable {
    /// Milliseconds since 1970-01-01 UTC.
    public var atMilliseconds: Int64
    /// Between SIGTERM and SIGKILL.
    public var graceMilliseconds: Int64
    /// One line for people; nil where the user asked for it.
    public var reason: String?

    public init(atMilliseconds: Int64, graceMilliseconds: Int64, reason: String? = nil) {
        self.atMilliseconds = atMilliseconds
        self.graceMilliseconds = graceMilliseconds
        self.reason = reason
    }

    static let recordName = "cancel"

    public init(_ content: [UInt8]) throws(RecordError) {
        var reader = RecordReader(try Record(content, named: Self.recordName, terminator: .newline))
        atMilliseconds = try reader.requiredNumber("at_ms", in: 0...Int64.max)
        graceMilliseconds = try reader.requiredNumber("grace_ms", in: 0...Self.longestGrace)
        reason = try reader.optionalText("reason")
        try reader.finish()
    }

    /// Thirty days.
    public static let longestGrace: Int64 = 30 * 86_400_000

    public var serialized: [UInt8] {
        var record = RecordText(of: Self.recordName)
        record.append("at_ms", atMilliseconds)
        record.append("grace_ms", graceMilliseconds)
        record.append("reason", ifAny: reason)
        return record.ended()
    }
}

extension CancelRecord {
    /// What a file says that is torn, or empty.
    static let atOnce = CancelRecord(atMilliseconds: 0, graceMilliseconds: 0)

    /// Whether nothing of it is lost in an empty file, which is made where a full disk takes no other.
    fileprivate var fitsEmptyFile: Bool { graceMilliseconds == 0 && reason == nil }

    /// What to do where there was no room for it; a sentence with a space before it, or nothing.
    func advice(_ error: SystemError, _ subject: String) -> String {
        error.isFullDisk && !fitsEmptyFile ? " 'spool cancel --grace 0 \(subject)' needs room for a name alone." : ""
    }
}

extension JobDirectory {
    /// Asks for the end of the job, or of tasks, in a file of that name.
    func write(_ request: CancelRecord, as name: FilePath) throws(SystemError) {
        do throws(SystemError) {
            try descriptor.replace(name, content: request.serialized, durably: true)
        } catch {
            guard error.isFullDisk, request.fitsEmptyFile else { throw error }
            try descriptor.replace(name, content: [], durably: true)
        }
    }
}
