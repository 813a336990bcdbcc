import SpoolModel
import SystemCalls

/// Why a job is where it is. The sentences for people stand in `ExplanationText`.
enum Explanation: Hashable, Sendable {
    case waits(WaitReason)
    case runs(RunReason)
    case ended(EndReason)
}

/// What keeps a job from starting: the first of these that applies.
enum WaitReason: Hashable, Sendable {
    /// Its files cannot be read, or are not what they should be; a message for people.
    case damaged(String)
    case held
    /// A request to cancel it is written.
    case cancelRequested
    case noSupervisor
    case supervisorStarts
    /// A `spool run` holds the spool for its own jobs.
    case otherRun(pid: Int32, ClosedRange<JobID>)
    /// It is run again later.
    ///
    /// - Parameters:
    ///   - next: the number of the next attempt.
    ///   - status: how the last one ended; nil for a timeout.
    ///   - remaining: milliseconds.
    case delayed(next: Int, after: TerminationStatus?, remaining: Int64?)
    /// The machine refused to start it, and it is tried again.
    case deferred(String)
    case supervisorProblem(pid: Int32, String)
    /// - Parameters:
    ///   - taken: the jobs that hold the slots, ascending.
    ///   - ahead: how many queued jobs come before it.
    case slots(Int, taken: [JobID], ahead: Int)
    /// A slot is free, for one of those before it.
    case turn(ahead: Int)
    /// Nothing.
    case next
}

/// How a job is doing that was started.
enum RunReason: Hashable, Sendable {
    case damaged(String)
    /// It was claimed a moment ago.
    case isStarting
    /// - Parameters:
    ///   - since: milliseconds since 1970-01-01 UTC.
    ///   - limit: how long it may take, milliseconds.
    case atWork(command: Int32?, since: Int64, limit: Int64?)
    case isCancelled
    case shepherdGone(isSupervised: Bool)
}

/// What ended a job.
enum EndReason: Hashable, Sendable {
    case damaged(String)
    case succeeded
    /// Of an array: how its tasks ended.
    case tasks(TaskCounts)
    /// - Parameter cause: what is known beside it; a phrase for people.
    case exited(Int32, cause: String? = nil)
    /// - Parameter peakMemory: bytes, of its largest process.
    case signaled(Int32, peakMemory: Int64?, cause: String? = nil)
    /// The command could not be executed: the exit code that stands for that, and why.
    case notExecuted(code: Int32, String)
    /// - Parameter limit: milliseconds.
    case timedOut(limit: Int64?)
    case cancelled
    case cancelledBeforeStart
    /// It was to be run again.
    case cancelledBetweenAttempts
    /// - Parameter attempts: how often it was started.
    case lost(String?, attempts: Int, OnLoss)

    typealias OnLoss = JobRecord.OnLoss
}

/// What there is beside a job that matters to it.
struct Surroundings {
    var supervisor: SupervisorState
    /// Ascending.
    var running: [JobID] = []
    /// How many queued jobs come before it.
    var ahead = 0
    /// Whether the shepherd of a running job exists.
    var hasShepherd = true
}

extension Explanation {
    init(_ job: JobSummary, _ surroundings: Surroundings) {
        switch job.state {
        case .held: self = .waits(job.problem.map { .damaged($0) } ?? .held)
        case .delayed, .queued: self = .waits(WaitReason(queued: job, surroundings))
        case .running: self = .runs(RunReason(job, surroundings))
        case .finished(let outcome): self = .ended(EndReason(job, outcome))
        }
    }
}

extension WaitReason {
    fileprivate init(queued job: JobSummary, _ surroundings: Surroundings) {
        if let problem = job.problem {
            self = .damaged(problem)
        } else if job.isCancelRequested {
            self = .cancelRequested
        } else {
            switch surroundings.supervisor {
            case .absent: self = .noSupervisor
            case .alive(nil, _): self = .supervisorStarts
            case .alive(let record?, _): self.init(queued: job, surroundings, record)
            }
        }
    }

    private init(queued job: JobSummary, _ surroundings: Surroundings, _ supervisor: SupervisorRecord) {
        let ahead = surroundings.ahead
        if let range = supervisor.range, !range.contains(job.id) {
            self = .otherRun(pid: supervisor.pid, range)
        } else if job.state == .delayed {
            let status = job.result?.outcome == .timedOut ? nil : job.result?.status
            self = .delayed(next: job.attempt + 1, after: status, remaining: job.remainingDelay)
        } else if let deferral = job.deferral {
            self = .deferred(deferral.reason)
        } else if let problem = supervisor.problem {
            self = .supervisorProblem(pid: supervisor.pid, problem)
        } else if surroundings.running.count >= supervisor.slots {
            self = .slots(supervisor.slots, taken: surroundings.running, ahead: ahead)
        } else {
            self = ahead > 0 ? .turn(ahead: ahead) : .next
        }
    }
}

extension RunReason {
    fileprivate init(_ job: JobSummary, _ surroundings: Surroundings) {
        if let problem = job.problem {
            self = .damaged(problem)
        } else if !surroundings.hasShepherd {
            if case .alive = surroundings.supervisor {
                self = .shepherdGone(isSupervised: true)
            } else {
                self = .shepherdGone(isSupervised: false)
            }
        } else if job.isCancelRequested {
            self = .isCancelled
        } else if let pid = job.pid, job.result == nil {
            self = .atWork(
                command: pid.command?.pid, since: pid.startedMilliseconds,
                limit: job.record?.limits.timeoutMilliseconds)
        } else {
            self = .isStarting
        }
    }
}

extension EndReason {
    fileprivate init(_ job: JobSummary, _ outcome: Outcome) {
        if let problem = job.problem {
            self = .damaged(problem)
            return
        }
        if let tasks = job.result?.tasks, outcome != .succeeded {
            self = .tasks(tasks)
            return
        }
        switch (outcome, job.result?.status) {
        case (.succeeded, _): self = .succeeded
        case (.timedOut, _): self = .timedOut(limit: job.record?.limits.timeoutMilliseconds)
        case (.cancelled, _) where job.attempt == 0: self = .cancelledBeforeStart
        case (.cancelled, _): self = job.result?.outcome == .cancelled ? .cancelled : .cancelledBetweenAttempts
        case (.lost, _):
            self = .lost(job.result?.reason, attempts: job.attempt, job.record?.onLoss ?? .report)
        case (.failed, .exited(let code)):
            let reason = job.result?.reason
            if let reason, job.result?.measured == nil {
                self = .notExecuted(code: code, reason)
            } else {
                self = .exited(code, cause: reason)
            }
        case (.failed, .signaled(let signal)):
            self = .signaled(
                signal, peakMemory: job.result?.measured?.resources.peakMemory, cause: job.result?.reason)
        case (.failed, nil): self = .damaged("its result tells no exit status")
        }
    }
}
