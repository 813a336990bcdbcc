import SystemCalls

/// What a table `tasks.N` holds of one task: 128 bytes, of which the first 48 are written before the command executes and the others
/// when it has ended. Each part is a line that counts once it is whole.
public struct TaskSlot: Hashable, Sendable {
    public struct Start: Hashable, Sendable {
        /// Milliseconds since 1970-01-01 UTC.
        public var milliseconds: Int64
        /// Number of the files that the command writes to.
        public var lane: Int
        /// Known once the command executes.
        public var command: ProcessIdentity?

        public init(milliseconds: Int64, lane: Int, command: ProcessIdentity? = nil) {
            self.milliseconds = milliseconds
            self.lane = lane
            self.command = command
        }
    }

    public struct End: Hashable, Sendable {
        public var outcome: Outcome
        /// Nil where it is not known, or no command was started.
        public var status: TerminationStatus?
        /// From start to end, on the clock that does not jump.
        public var wallMicroseconds: Int64
        public var resources: ResourceUse
        /// How many processes the command left behind, which were ended.
        public var leftBehind: Int
        /// Whether the task is to be run again, in the next attempt of the array.
        public var isFollowedByAnother = false

        public init(
            outcome: Outcome, status: TerminationStatus? = nil, wallMicroseconds: Int64 = 0,
            resources: ResourceUse = .none, leftBehind: Int = 0
        ) {
            self.outcome = outcome
            self.status = status
            self.wallMicroseconds = wallMicroseconds
            self.resources = resources
            self.leftBehind = leftBehind
        }
    }

    public var start: Start?
    public var end: End?

    public init(start: Start? = nil, end: End? = nil) {
        self.start = start
        self.end = end
    }

    /// Bytes, so that none crosses a sector of the disk.
    public static let size = 128
    static let startSize = 48

    public init(_ bytes: some RandomAccessCollection<UInt8>) {
        guard bytes.count == Self.size else { return }
        start = Start(bytes.prefix(Self.startSize))
        end = End(bytes.dropFirst(Self.startSize))
    }

    /// Where a task stands, at the price of a look at three bytes: waiting where it is to be run again, nil where nothing is known of it.
    static func phase(of slot: UnsafeRawBufferPointer.SubSequence) -> TaskPhase? {
        let base = slot.startIndex
        if slot[base + size - 1] == newline {
            let letter = slot[base + startSize]
            return letter == again ? .waiting : TaskPhase.ended.first { $0.letter == letter }
        }
        return slot[base + startSize - 1] == newline ? .running : nil
    }

    /// Stands before the outcome of a task that is to be run again.
    fileprivate static let again = UInt8(ascii: "+")

    fileprivate static let newline = UInt8(ascii: "\n")
}

extension TaskSlot.Start {
    fileprivate init?(_ line: some BidirectionalCollection<UInt8>) {
        let fields = line.split(separator: UInt8(ascii: " "))
        guard line.last == TaskSlot.newline, fields.count >= 4, let milliseconds = amount(fields[0]),
            let lane = Int(ascii: fields[1]), let pid = Int32(ascii: fields[2]),
            let ticks = UInt64(ascii: fields[3].filter { $0 != TaskSlot.newline })
        else { return nil }
        self.init(
            milliseconds: milliseconds, lane: lane,
            command: pid > 0 ? ProcessIdentity(pid: pid, startTicks: ticks) : nil)
    }

    /// `STARTED_MS LANE PID TICKS`
    var serialized: [UInt8] {
        padded("\(milliseconds) \(lane) \(command?.pid ?? 0) \(command?.startTicks ?? 0)", to: TaskSlot.startSize)
    }
}

extension TaskSlot.End {
    fileprivate init?(_ line: some BidirectionalCollection<UInt8>) {
        let fields = line.split(separator: UInt8(ascii: " "))
        guard line.last == TaskSlot.newline, fields.count >= 7,
            let outcome = Outcome(
                rawValue: String(decoding: fields[0].drop { $0 == TaskSlot.again }, as: UTF8.self)),
            let wall = amount(fields[2]), let user = amount(fields[3]), let system = amount(fields[4]),
            let memory = amount(fields[5]),
            let leftBehind = Int(ascii: fields[6].filter { $0 != TaskSlot.newline })
        else { return nil }
        let code = Int32(ascii: fields[1].dropFirst())
        let status: TerminationStatus? =
            switch (fields[1].first, code) {
            case (UInt8(ascii: "x"), let code?): .exited(code)
            case (UInt8(ascii: "s"), let signal?): .signaled(signal)
            default: nil
            }
        self.init(
            outcome: outcome, status: status, wallMicroseconds: wall,
            resources: ResourceUse(userMicroseconds: user, systemMicroseconds: system, peakMemory: memory * 1024),
            leftBehind: leftBehind)
        isFollowedByAnother = fields[0].first == TaskSlot.again
    }

    /// `OUTCOME STATUS WALL_US USER_US SYSTEM_US PEAK_KIB LEFT_BEHIND`
    var serialized: [UInt8] {
        let status =
            switch status {
            case .exited(let code): "x\(code)"
            case .signaled(let signal): "s\(signal)"
            case nil: "-"
            }
        let times = "\(wallMicroseconds) \(resources.userMicroseconds) \(resources.systemMicroseconds)"
        return padded(
            "\(isFollowedByAnother ? "+" : "")\(outcome.rawValue) \(status) \(times) \(resources.peakMemory / 1024) \(leftBehind)",
            to: TaskSlot.size - TaskSlot.startSize)
    }
}

/// A time or a size. One so large that it could not be added to another, or told in bytes, makes the line a torn one.
private func amount(_ field: some Collection<UInt8>) -> Int64? {
    Int64(ascii: field).flatMap { (0...Int64.max / 2048).contains($0) ? $0 : nil }
}

/// A line of a fixed length.
private func padded(_ text: String, to size: Int) -> [UInt8] {
    var line = Array(text.utf8.prefix(size - 1))
    line += repeatElement(UInt8(ascii: " "), count: size - 1 - line.count)
    line.append(TaskSlot.newline)
    return line
}

/// Where a task of an array stands.
public enum TaskPhase: UInt8, CaseIterable, Sendable {
    case waiting, running, succeeded, failed, timedOut, cancelled, lost

    public init(_ outcome: Outcome) {
        self =
            switch outcome {
            case .succeeded: .succeeded
            case .failed: .failed
            case .timedOut: .timedOut
            case .cancelled: .cancelled
            case .lost: .lost
            }
    }

    /// Nil where it has not ended.
    public var outcome: Outcome? {
        switch self {
        case .waiting, .running: nil
        case .succeeded: .succeeded
        case .failed: .failed
        case .timedOut: .timedOut
        case .cancelled: .cancelled
        case .lost: .lost
        }
    }

    static let ended = allCases.filter { $0.outcome != nil }

    /// The first letter of the outcome: no two have the same.
    fileprivate var letter: UInt8? { outcome?.rawValue.utf8.first }
}
