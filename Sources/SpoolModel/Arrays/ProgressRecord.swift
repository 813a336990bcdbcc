import SystemCalls

/// How far an array is: the record `progress`, which its shepherd writes now and then. What counts is in the tables.
public struct ProgressRecord: Hashable, Sendable {
    public var attempt: Int
    /// How many slots it can still use; never more than it said before in the same attempt.
    public var wants: Int
    /// How many slots it uses at most until it says otherwise.
    public var uses: Int
    public var counts: TaskCounts

    public init(attempt: Int, wants: Int, uses: Int, counts: TaskCounts) {
        self.attempt = attempt
        self.wants = wants
        self.uses = uses
        self.counts = counts
    }

    /// Whether the supervisor is to know of it at once, because slots become free for others.
    ///
    /// What the array could use beyond the slots that it has becomes less with each task that starts, which changes nothing for anybody.
    ///
    /// - Parameters:
    ///   - last: what it was told last in the same attempt.
    ///   - granted: the slots that it gave to the array.
    public func isUrgent(after last: ProgressRecord?, granted: Int) -> Bool {
        guard let last else { return true }
        return uses != last.uses || (wants != last.wants && wants < granted)
    }

    static let recordName = "progress"

    public init(_ content: [UInt8]) throws(RecordError) {
        var reader = RecordReader(try Record(content, named: Self.recordName, terminator: .newline))
        attempt = try reader.requiredNumber("attempt", in: 1...Int.max)
        wants = try reader.requiredNumber("wants", in: 0...ArrayDescription.mostTasks)
        uses = try reader.requiredNumber("uses", in: 0...ArrayDescription.mostTasks)
        counts = try reader.taskCounts() ?? TaskCounts()
        try reader.finish()
    }

    public var serialized: [UInt8] {
        var record = RecordText(of: Self.recordName)
        record.append("attempt", attempt)
        record.append("wants", wants)
        record.append("uses", uses)
        record.append(counts)
        return record.ended()
    }
}

extension JobDirectory {
    /// The record `progress`; nil where there is none, or it cannot be read.
    public func progress() -> ProgressRecord? {
        (try? descriptor.contentIfPresent(of: Layout.progress)).flatMap { $0 }.flatMap { try? ProgressRecord($0) }
    }

    /// Says how far the array is, without a promise.
    public func publish(_ progress: ProgressRecord) throws(SystemError) {
        try descriptor.replace(Layout.progress, content: progress.serialized, durably: false)
    }

    /// How many slots the supervisor gave the array; nil where it was never told.
    public func grant() -> Int? {
        (try? descriptor.contentIfPresent(of: Layout.grant)).flatMap { $0 }.flatMap { content in
            guard content.last == UInt8(ascii: "\n"), let slots = Int(ascii: content.dropLast()) else { return nil }
            return (0...ArrayDescription.mostTasks).contains(slots) ? slots : nil
        }
    }

    /// Gives the array so many slots, without a promise.
    public func grant(_ slots: Int) throws(SystemError) {
        try descriptor.replace(Layout.grant, content: Array("\(slots)\n".utf8), durably: false)
    }
}
