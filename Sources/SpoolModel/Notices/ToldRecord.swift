import SystemCalls

/// Which of the ends of a job: one that was run again has several.
public struct JobEnd: Hashable, Sendable {
    /// The last attempt; 0 where none was started.
    public var attempt: Int
    /// The attempt after which it was run again at the user's wish; 0 where it was not.
    public var lastAgain: Int
    public var outcome: Outcome

    public init(attempt: Int, lastAgain: Int, outcome: Outcome) {
        self.attempt = attempt
        self.lastAgain = lastAgain
        self.outcome = outcome
    }
}

/// Who has been told of a job's end: the record `told`.
public struct ToldRecord: Hashable, Sendable {
    public enum Answer: Hashable, Sendable {
        case told
        /// It was tried often enough; why the last try failed.
        case failed(String)

        /// For people.
        public var text: String {
            switch self {
            case .told: "told"
            case .failed(let problem): "failed: \(problem)"
            }
        }
    }

    public var end: JobEnd
    /// Those that are not here are still to be told.
    public var answers: [Notice.Channel: Answer] = [:]

    public init(of end: JobEnd) { self.end = end }

    /// Whether nobody is to be told any more.
    public func isComplete(for notice: Notice) -> Bool { notice.channels.allSatisfy { answers[$0] != nil } }
}

extension ToldRecord {
    static let recordName = "told"

    public init(_ content: [UInt8]) throws(RecordError) {
        var reader = RecordReader(try Record(content, named: Self.recordName, terminator: .newline))
        end = JobEnd(
            attempt: try reader.requiredNumber("attempt", in: 0...Int.max),
            lastAgain: try reader.optionalNumber("again", in: 1...Int.max) ?? 0,
            outcome: try reader.word("outcome", as: Outcome.self).orThrow("it has no field 'outcome'"))
        let prefix = "failed: "
        for channel in Notice.Channel.allCases {
            guard let text = try reader.optionalText(channel.rawValue) else { continue }
            if text == Answer.told.text {
                answers[channel] = .told
            } else if text.hasPrefix(prefix) {
                answers[channel] = .failed(String(text.dropFirst(prefix.count)))
            } else {
                throw RecordError(problem: "the field '\(channel.rawValue)' holds '\(printable(text))'")
            }
        }
        try reader.finish()
    }

    public var serialized: [UInt8] {
        var record = RecordText(of: Self.recordName)
        record.append("attempt", end.attempt)
        if end.lastAgain > 0 { record.append("again", end.lastAgain) }
        record.append("outcome", end.outcome.rawValue)
        for channel in Notice.Channel.allCases { record.append(channel.rawValue, ifAny: answers[channel]?.text) }
        return record.ended()
    }
}

extension JobDirectory {
    /// Nil for a job that has not ended.
    public func end() throws(SystemError) -> JobEnd? {
        guard case .finished(let outcome) = state else { return nil }
        let history = try history()
        return JobEnd(attempt: history.lastStarted, lastAgain: history.lastAgain, outcome: outcome)
    }

    /// Who has been told of an end; nobody where the record is of another one, missing or torn.
    public func told(of end: JobEnd) -> ToldRecord { (try? readTold(of: end)) ?? ToldRecord(of: end) }

    /// As `told`, for those to whom what cannot be read is not the same as absent.
    public func readTold(of end: JobEnd) throws(SystemError) -> ToldRecord {
        let content = try descriptor.contentIfPresent(of: Layout.told)
        guard let told = content.flatMap({ try? ToldRecord($0) }), told.end == end else { return ToldRecord(of: end) }
        return told
    }

    /// Writes who has been told, durable.
    public func save(_ told: ToldRecord) throws(SystemError) {
        try descriptor.replace(Layout.told, content: told.serialized, durably: true)
        try descriptor.sync()
    }
}
