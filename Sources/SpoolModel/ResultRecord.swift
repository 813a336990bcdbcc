import SystemCalls

/// How an attempt ended: the record `result.N`, which a shepherd writes when its command has ended.
public struct ResultRecord: Hashable, Sendable {
    /// What was measured of a command that was waited for.
    public struct Measured: Hashable, Sendable {
        /// Milliseconds since 1970-01-01 UTC.
        public var startedMilliseconds: Int64
        public var endedMilliseconds: Int64
        /// On the clock that does not jump.
        public var wallMicroseconds: Int64
        public var resources: ResourceUse

        public init(
            startedMilliseconds: Int64, endedMilliseconds: Int64, wallMicroseconds: Int64, resources: ResourceUse
        ) {
            self.startedMilliseconds = startedMilliseconds
            self.endedMilliseconds = endedMilliseconds
            self.wallMicroseconds = wallMicroseconds
            self.resources = resources
        }
    }

    public var outcome: Outcome
    /// Nil where it is not known, or no command was started.
    public var status: TerminationStatus?
    public var measured: Measured?
    /// How many processes the command left behind, which were ended.
    public var leftBehind = 0
    /// Where the tasks of an array stood; nil for a job of one command.
    public var tasks: TaskCounts?
    public var host: String
    /// One line for people.
    public var reason: String?

    public init(
        outcome: Outcome, status: TerminationStatus? = nil, measured: Measured? = nil, host: String,
        reason: String? = nil
    ) {
        self.outcome = outcome
        self.status = status
        self.measured = measured
        self.host = host
        self.reason = reason
    }

    /// What `spool wait` ends with: the command's own code, 128 + n for a signal, 1 where there is none but the job did not succeed.
    public var exitCode: Int32 {
        switch outcome {
        case .succeeded: 0
        case .timedOut: 124
        case .failed, .cancelled, .lost: max(1, status?.shellCode ?? 1)
        }
    }
}

extension ResultRecord {
    static let recordName = "result"

    public init(_ content: [UInt8]) throws(RecordError) {
        var reader = RecordReader(try Record(content, named: Self.recordName, terminator: .newline))
        outcome = try reader.word("outcome", as: Outcome.self).orThrow("it has no field 'outcome'")
        let code = try reader.optionalNumber("exit_code", in: Int32(0)...255)
        let signal = try reader.optionalNumber("signal", in: Int32(1)...64)
        if code != nil, signal != nil { throw RecordError(problem: "it holds both an exit code and a signal") }
        status = code.map { .exited($0) } ?? signal.map { .signaled($0) }
        if let started = try reader.optionalNumber("started_ms", in: 0...Int64.max) {
            measured = Measured(
                startedMilliseconds: started,
                endedMilliseconds: try reader.requiredNumber("ended_ms", in: 0...Int64.max),
                wallMicroseconds: try reader.requiredNumber("wall_us", in: 0...Int64.max),
                resources: ResourceUse(
                    userMicroseconds: try reader.requiredNumber("user_us", in: 0...Int64.max),
                    systemMicroseconds: try reader.requiredNumber("system_us", in: 0...Int64.max),
                    peakMemory: try reader.requiredNumber("peak_memory_bytes", in: 0...Int64.max)))
        }
        leftBehind = try reader.optionalNumber("left_behind", in: 0...Int.max) ?? 0
        tasks = try reader.taskCounts()
        host = try reader.requiredText("host")
        reason = try reader.optionalText("reason")
        try reader.finish()
        if outcome == .succeeded, status != .exited(0) {
            throw RecordError(problem: "it says succeeded, but not that the command exited with 0")
        }
    }

    public var serialized: [UInt8] {
        var record = RecordText(of: Self.recordName)
        record.append("outcome", outcome.rawValue)
        switch status {
        case .exited(let code): record.append("exit_code", code)
        case .signaled(let signal): record.append("signal", signal)
        case nil: break
        }
        if let measured {
            record.append("started_ms", measured.startedMilliseconds)
            record.append("ended_ms", measured.endedMilliseconds)
            record.append("wall_us", measured.wallMicroseconds)
            record.append("user_us", measured.resources.userMicroseconds)
            record.append("system_us", measured.resources.systemMicroseconds)
            record.append("peak_memory_bytes", measured.resources.peakMemory)
        }
        if leftBehind > 0 { record.append("left_behind", leftBehind) }
        if let tasks { record.append(tasks) }
        record.append("host", host)
        record.append("reason", ifAny: reason)
        return record.ended()
    }
}
