import Glibc
import SystemCalls

/// Until when a job waits for its next attempt: the record `delay.N`, which a shepherd writes after attempt N.
public struct DelayRecord: Hashable, Sendable {
    public var boot: String
    /// On the clock that does not jump, of that boot.
    public var untilMicroseconds: Int64
    /// The whole delay.
    public var delayMilliseconds: Int64

    public init(boot: String, untilMicroseconds: Int64, delayMilliseconds: Int64) {
        self.boot = boot
        self.untilMicroseconds = untilMicroseconds
        self.delayMilliseconds = delayMilliseconds
    }

    /// Microseconds that are left of it, never more than the whole delay; the whole of it after a restart of the machine.
    public func remaining(now: Int64, boot: String) -> Int64 {
        let whole = delayMilliseconds * 1000
        return boot == self.boot ? min(max(0, untilMicroseconds - now), whole) : whole
    }

    static let recordName = "delay"

    public init(_ content: [UInt8]) throws(RecordError) {
        var reader = RecordReader(try Record(content, named: Self.recordName, terminator: .newline))
        boot = try reader.requiredText("boot")
        untilMicroseconds = try reader.requiredNumber("until_us", in: 0...Int64.max)
        delayMilliseconds = try reader.requiredNumber("delay_ms", in: 0...RetryRule.longestDelay)
        try reader.finish()
    }

    public var serialized: [UInt8] {
        var record = RecordText(of: Self.recordName)
        record.append("boot", boot)
        record.append("until_us", untilMicroseconds)
        record.append("delay_ms", delayMilliseconds)
        return record.ended()
    }
}

extension JobDirectory {
    /// Writes until when the job waits. It need not be durable: without it the job does not wait.
    public func saveDelay(_ delay: DelayRecord, after attempt: Int) throws(SystemError) {
        let name = Layout.delay(attempt)
        if try descriptor.statusIfPresent(of: name) != nil { try descriptor.unlink(name) }
        try descriptor.create(name, content: delay.serialized, durably: false)
    }

    /// Until when the job waits after an attempt; nil where that is not known, or it does not.
    public func delay(after attempt: Int) -> DelayRecord? {
        (try? descriptor.contentIfPresent(of: Layout.delay(attempt))).flatMap { $0 }.flatMap { try? DelayRecord($0) }
    }
}

extension Spool {
    /// The jobs of one shard that wait for their next attempts.
    ///
    /// - Parameter shard: the name of a folder in `delayed`; there is nothing in any other.
    public func delayedJobs(inShard shard: FilePath) throws(SpoolError) -> [JobID] {
        guard let number = shard == "0" ? 0 : positiveNumber(shard.bytes) else { return [] }
        return try wrapping(consequence: "Jobs that wait for their next attempts were not found.") {
            () throws(SystemError) in
            try jobs(inShard: number, of: try root.openDirectory(Layout.delayed))
        }
    }

    /// How long a job waits still, microseconds; nil where it does not lie in `delayed`.
    public func remainingDelay(of id: JobID, now: Int64, boot: String) throws(SpoolError) -> Int64? {
        guard let descriptor = try open(id, in: .delayed) else { return nil }
        let job = JobDirectory(id: id, state: .delayed, descriptor: descriptor)
        guard let last = try? job.history().lastStarted else { return 0 }
        return job.delay(after: last)?.remaining(now: now, boot: boot) ?? 0
    }

    /// Puts a job whose delay is over back into the queue; nothing where it does not lie in `delayed` any more.
    public func endDelay(of id: JobID) throws(SpoolError) {
        try wrapping(consequence: "The job waits a little longer.") { () throws(SystemError) in
            try absenceIsFine { () throws(SystemError) in try settle(id, from: .delayed, .requeue) }
        }
    }
}
