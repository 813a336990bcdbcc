import SystemCalls

/// All that a job's directory tells at one moment.
public struct JobSummary: Sendable {
    public let id: JobID
    public let state: JobState
    /// Nil where the record is refused; `problem` says why.
    public var record: JobRecord?
    /// The last attempt that was started; 0 where none was.
    public var attempt = 0
    /// Of the last attempt.
    public var pid: PidRecord?
    public var result: ResultRecord?
    /// Where the tasks of an array stand, as far as its shepherd has told; nil for a job of one command.
    public var tasks: TaskCounts?
    /// How many slots a running array uses at most, as far as its shepherd has told.
    public var slotsUsed: Int?
    public var isCancelRequested = false
    /// Why it was cancelled; nil where the user asked for that, or did not.
    public var cancelReason: String?
    /// Why the last try to start it was put off.
    public var deferral: DeferralRecord?
    /// Until when it waits for its next attempt.
    public var delay: DelayRecord?
    /// Who has been told of its end; nil where nobody is to be, or it has not ended.
    public var told: ToldRecord?
    /// What is wrong with the job's files.
    public var problem: String?

    /// A job of which nothing was read yet.
    public init(id: JobID, state: JobState) {
        self.id = id
        self.state = state
    }

    /// Reads a job that was opened; it may be moved on meanwhile, and stays the same.
    public init(_ job: borrowing JobDirectory) {
        id = job.id
        state = job.state
        do throws(SpoolError) { record = try job.record() } catch { problem = error.description }
        guard let history = try? job.history() else { return }
        attempt = history.lastStarted
        isCancelRequested = history.isCancelRequested
        if history.isDeferred { deferral = job.deferral() }
        if let array = record?.array {
            var counts = TaskCounts()
            counts[.waiting] = array.tasks.count
            let progress = attempt == 0 ? nil : job.progress()
            tasks = progress?.counts ?? counts
            slotsUsed = progress?.uses
        }
        if isCancelRequested { cancelReason = (try? job.cancelRequest())?.reason }
        if record?.notice != nil, let end = try? job.end() { told = job.told(of: end) }
        if attempt == 0 { return }
        pid = job.pid(attempt: attempt)
        if state == .delayed { delay = job.delay(after: attempt) }
        result = job.result(attempt: attempt)
        if var counts = result?.tasks {
            if state.isFinished { counts.cancelWaiting() }
            tasks = counts
        }
        if state.isFinished, result == nil { problem = "job \(id): its result is missing or torn." }
    }

    /// What `spool wait` ends with; nil for a job that has not ended.
    public var exitCode: Int32? {
        guard case .finished(let outcome) = state else { return nil }
        // One that was cancelled before a further attempt has the result of the one before.
        guard let result, result.outcome == outcome else { return outcome == .succeeded ? 0 : 1 }
        return result.exitCode
    }

    /// When the attempt began, milliseconds since 1970-01-01 UTC.
    public var startedMilliseconds: Int64? { result?.measured?.startedMilliseconds ?? pid?.startedMilliseconds }
}

extension Spool {
    /// What is known of a job now.
    public func summary(of id: JobID) throws(SpoolError) -> JobSummary { JobSummary(try job(id)) }

    /// What is known of the jobs in one state; those that move on meanwhile are left out.
    public func summaries(of ids: some Sequence<JobID>, in state: JobState) throws(SpoolError) -> [JobSummary] {
        var summaries: [JobSummary] = []
        for id in ids {
            guard let descriptor = try open(id, in: state) else { continue }
            summaries.append(JobSummary(JobDirectory(id: id, state: state, descriptor: descriptor)))
        }
        return summaries
    }
}
