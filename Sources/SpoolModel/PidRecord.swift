import SystemCalls

/// Who looks after an attempt: the record `pid.N`. From the moment that it exists the attempt counts.
public struct PidRecord: Hashable, Sendable {
    public var boot: String
    public var host: String
    /// Of the job's directory: a copy of the spool has another, and no claim on these processes.
    public var inode: UInt64
    public var shepherd: ProcessIdentity
    /// Milliseconds since 1970-01-01 UTC.
    public var startedMilliseconds: Int64
    /// Known once the command executes.
    public var command: ProcessIdentity?

    public init(boot: String, host: String, inode: UInt64, shepherd: ProcessIdentity, startedMilliseconds: Int64) {
        self.boot = boot
        self.host = host
        self.inode = inode
        self.shepherd = shepherd
        self.startedMilliseconds = startedMilliseconds
    }

    public init(_ content: [UInt8]) throws(RecordError) {
        var reader = RecordReader(try Record(growing: content, named: "pid"))
        boot = try reader.requiredText("boot")
        host = try reader.requiredText("host")
        inode = try reader.requiredNumber("inode", in: 0...UInt64.max)
        shepherd = try reader.process("shepherd").orThrow("it has no field 'shepherd'")
        startedMilliseconds = try reader.requiredNumber("started_ms", in: 0...Int64.max)
        command = try reader.process("command")
        try reader.finish()
    }

    /// The content before the command executes.
    public var serialized: [UInt8] {
        var record = RecordText(of: "pid")
        record.append("boot", boot)
        record.append("host", host)
        record.append("inode", inode)
        record.append("shepherd", "\(shepherd.pid) \(shepherd.startTicks)")
        record.append("started_ms", startedMilliseconds)
        return record.content
    }

    /// The line that is appended once the command executes.
    public static func commandLine(_ command: ProcessIdentity) -> [UInt8] {
        var record = RecordText()
        record.append("command", "\(command.pid) \(command.startTicks)")
        return record.content
    }

    /// Whether the attempt was started in this boot, from this very directory and not from one that it was copied from.
    public func isOfThisMachine(boot: String, inode: UInt64) -> Bool { self.boot == boot && self.inode == inode }
}

extension RecordReader {
    fileprivate mutating func process(_ key: String) throws(RecordError) -> ProcessIdentity? {
        guard let value = try optional(key) else { return nil }
        let numbers = value.split(separator: UInt8(ascii: " "))
        guard numbers.count == 2, let pid = Int32(ascii: numbers[0]), pid > 0, let start = UInt64(ascii: numbers[1])
        else { throw RecordError(problem: "the field '\(key)' holds no pid and start time") }
        return ProcessIdentity(pid: pid, startTicks: start)
    }
}
