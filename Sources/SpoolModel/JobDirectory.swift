import Glibc
import SystemCalls

/// A job's directory, open: it stays the same job when a rename moves it on.
public struct JobDirectory: ~Copyable {
    public let id: JobID
    /// Where it was found.
    public let state: JobState
    public let descriptor: FileDescriptor

    public init(id: JobID, state: JobState, descriptor: consuming FileDescriptor) {
        self.id = id
        self.state = state
        self.descriptor = descriptor
    }

    /// Which attempts there were, by the names in the directory.
    public func history() throws(SystemError) -> JobHistory {
        var history = JobHistory()
        try descriptor.forEachEntry { name in
            if let attempt = Layout.attempt(in: name, of: "pid") {
                history.lastStarted = max(history.lastStarted, attempt)
            }
            if let attempt = Layout.attempt(in: name, of: "again") {
                history.lastAgain = max(history.lastAgain, attempt)
            }
            if name == Layout.cancel { history.isCancelRequested = true }
            if name == Layout.deferred { history.isDeferred = true }
        }
        // The wish tells of the attempt before it, even where somebody has deleted the record of that.
        history.lastStarted = max(history.lastStarted, history.lastAgain)
        return history
    }

    /// The record `job`.
    public func record() throws(SpoolError) -> JobRecord {
        try read(Layout.job) { content throws(RecordError) in try JobRecord(content) }
            .orThrow(.damaged(id, file: Layout.job, RecordError(problem: "it is not there")))
    }

    /// The variables, as `NAME=VALUE`; none of them interpreted.
    public func environment(of record: JobRecord) throws(SpoolError) -> [[UInt8]] {
        if record.environmentSize == 0 { return [] }
        let variables = try read(Layout.environment) { content throws(RecordError) in
            if content.count != record.environmentSize || content.last != 0 {
                throw RecordError(problem: "it has \(content.count) bytes where \(record.environmentSize) were written")
            }
            return content.parts(separatedBy: 0).dropLast().map(Array.init)
        }
        return try variables.orThrow(.damaged(id, file: Layout.environment, RecordError(problem: "it is not there")))
    }

    /// The record `pid.N`; nil where the attempt was not started, or nothing of the record is whole or can be read.
    public func pid(attempt: Int) -> PidRecord? { (try? readPid(attempt: attempt)) ?? nil }

    /// As `pid`, for those to whom what cannot be read is not the same as absent.
    public func readPid(attempt: Int) throws(SystemError) -> PidRecord? {
        try descriptor.contentIfPresent(of: Layout.pid(attempt)).flatMap { try? PidRecord($0) }
    }

    /// The record `result.N`; nil where there is none, it is torn, or it cannot be read.
    public func result(attempt: Int) -> ResultRecord? { (try? readResult(attempt: attempt)) ?? nil }

    /// As `result`, for those to whom what cannot be read is not the same as absent.
    public func readResult(attempt: Int) throws(SystemError) -> ResultRecord? {
        try descriptor.contentIfPresent(of: Layout.result(attempt)).flatMap { try? ResultRecord($0) }
    }

    /// Whether no attempt is under way, so that the job may be cancelled by a rename. After a power cut an attempt that was under way
    /// can lie in the queue.
    func isBetweenAttempts() throws(SystemError) -> Bool {
        let history = try history()
        let last = history.lastStarted
        if last == history.lastAgain { return true }
        guard let result = try readResult(attempt: last) else { return false }
        guard let record = try recordIfAccepted(), record.array == nil else {
            return result.outcome == .lost || result.tasks != nil
        }
        switch NextStep(history, isAbandoned: false, of: id, record, result: { result }) {
        case .start, .finishUnstarted: return true
        case .bury, .settle: return false
        }
    }

    /// The record `job`; nil for one that is refused, an error where that cannot be told.
    func recordIfAccepted() throws(SystemError) -> JobRecord? {
        do throws(SpoolError) { return try record() } catch {
            if case .unreadable(_, _, let cause) = error, cause.isOfMachine { throw cause }
            return nil
        }
    }

    /// The record `cancel`; one that is torn asks for the end without a grace period.
    public func cancelRequest() throws(SystemError) -> CancelRecord? {
        guard let content = try descriptor.contentIfPresent(of: Layout.cancel) else { return nil }
        return (try? CancelRecord(content)) ?? .atOnce
    }

    /// Why the last try to start the job was put off; nil where it was not.
    public func deferral() -> DeferralRecord? {
        (try? descriptor.contentIfPresent(of: Layout.deferred)).flatMap { $0 }.flatMap { try? DeferralRecord($0) }
    }

    private func read<Value>(
        _ name: FilePath, _ parse: ([UInt8]) throws(RecordError) -> Value
    ) throws(SpoolError) -> Value? {
        let content: [UInt8]?
        do throws(SystemError) { content = try descriptor.contentIfPresent(of: name) } catch {
            throw .unreadable(id, file: name, error)
        }
        guard let content else { return nil }
        do throws(RecordError) { return try parse(content) } catch { throw .damaged(id, file: name, error) }
    }
}

extension Optional {
    func orThrow(_ error: @autoclosure () -> SpoolError) throws(SpoolError) -> Wrapped {
        guard let self else { throw error() }
        return self
    }
}

/// What the names in a job's directory tell of its past.
public struct JobHistory: Hashable, Sendable {
    /// The number of the last attempt that was started; 0 where none was.
    public var lastStarted = 0
    /// The attempt after which it was to run again, the last such wish; 0 where there was none.
    public var lastAgain = 0
    public var isCancelRequested = false
    /// Whether the last try to start it was put off.
    public var isDeferred = false

    /// How many attempts there were since the last `spool retry`: those that its retries are counted by.
    public var countedAttempts: Int { lastStarted - lastAgain }

    public init(
        lastStarted: Int = 0, lastAgain: Int = 0, isCancelRequested: Bool = false, isDeferred: Bool = false
    ) {
        self.lastStarted = lastStarted
        self.lastAgain = lastAgain
        self.isCancelRequested = isCancelRequested
        self.isDeferred = isDeferred
    }
}
