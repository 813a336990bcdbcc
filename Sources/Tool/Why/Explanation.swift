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
    /// Nothing starts in the spool, or in its group.
    case paused(ResourceName?)
    /// - Parameter time: milliseconds since 1970-01-01 UTC.
    case time(Int64)
    /// Jobs that have not ended yet.
    case dependencies([Dependency])
    /// A job that it waits for ended otherwise, or is gone.
    case unmet(Dependency, Outcome?)
    /// The machine is too busy: why.
    case machine(String)
    /// Nobody has set something that it needs.
    case unset(Resource)
    /// There is less of something than it needs, even if nothing ran.
    case tooLittle(Resource, needs: Int, of: Int)
    /// There is less free of something than it needs.
    ///
    /// - Parameters:
    ///   - free: how much.
    ///   - holders: the running jobs that have some of it, ascending.
    ///   - ahead: how many queued jobs come before it.
    case shortage(Resource, needs: Int, free: Int, of: Int, holders: [JobID], ahead: Int)
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
    case atWork(command: Int32?, since: Int64, limit: Int64?, isArray: Bool = false)
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
    /// Not by the user.
    case cancelledBecause(String)
    /// It was to be run again.
    case cancelledBetweenAttempts
    /// - Parameter attempts: how often it was started.
    case lost(String?, attempts: Int, OnLoss)

    typealias OnLoss = JobRecord.OnLoss
}

/// What there is beside a job that matters to it.
struct Surroundings {
    var supervisor: SupervisorState
    var settings = Settings()
    var occupancy = Occupancy()
    /// How many queued jobs come before it.
    var ahead = 0
    /// What became of those that it waits for.
    var standings: [(dependency: Dependency, standing: Dependency.Standing)] = []
    var machine = MachineLoad(load: nil, availableMemory: nil, memoryStall: nil)
    /// Milliseconds since 1970-01-01 UTC.
    var now: Int64 = 0
    /// Whether the shepherd of a running job exists.
    var hasShepherd = true
}

extension Explanation {
    init(_ job: JobSummary, _ surroundings: Surroundings) {
        switch job.state {
        case .held: self = .waits(job.problem.map { .damaged($0) } ?? WaitReason(held: job, surroundings))
        case .delayed, .waiting, .queued: self = .waits(WaitReason(queued: job, surroundings))
        case .running: self = .runs(RunReason(job, surroundings))
        case .finished(let outcome): self = .ended(EndReason(job, outcome))
        }
    }
}

extension WaitReason {
    /// One that was held because of a condition says so.
    fileprivate init(held job: JobSummary, _ surroundings: Surroundings) {
        if job.record?.order.conditions.onUnmet == .hold {
            for case (let dependency, .unmet(let outcome)) in surroundings.standings {
                self = .unmet(dependency, outcome)
                return
            }
        }
        self = .held
    }

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
        let order = job.record?.order ?? JobOrder()
        if let range = supervisor.range, !range.contains(job.id) {
            self = .otherRun(pid: supervisor.pid, range)
        } else if job.state == .delayed {
            let status = job.result?.outcome == .timedOut ? nil : job.result?.status
            self = .delayed(next: job.attempt + 1, after: status, remaining: job.remainingDelay)
        } else if let deferral = job.deferral {
            self = .deferred(deferral.reason)
        } else if let problem = supervisor.problem {
            self = .supervisorProblem(pid: supervisor.pid, problem)
        } else if let reason = Self.condition(order.conditions, surroundings) {
            self = reason
        } else if surroundings.settings.isPaused(order.needs.group) {
            self = .paused(surroundings.settings.isPaused ? nil : order.needs.group)
        } else if let reason = Self.shortage(order.needs, surroundings, slots: supervisor.slots) {
            self = reason
        } else if let shortage = order.conditions.machine.shortage(surroundings.machine) {
            self = .machine(shortage)
        } else {
            self = ahead > 0 ? .turn(ahead: ahead) : .next
        }
    }

    /// The condition that is not met.
    private static func condition(_ conditions: Conditions, _ surroundings: Surroundings) -> Self? {
        for case (let dependency, .unmet(let outcome)) in surroundings.standings { return .unmet(dependency, outcome) }
        if let time = conditions.notBefore, time > surroundings.now { return .time(time) }
        let pending = surroundings.standings.filter { $0.standing == .pending }.map(\.dependency)
        return pending.isEmpty ? nil : .dependencies(pending)
    }

    /// What there is too little of, by name, slots last.
    private static func shortage(_ needs: Needs, _ surroundings: Surroundings, slots: Int) -> Self? {
        let settings = surroundings.settings
        let amounts = needs.amounts.sorted {
            ($0.key == .slots ? 1 : 0, $0.key.description) < ($1.key == .slots ? 1 : 0, $1.key.description)
        }
        for (resource, amount) in amounts {
            if resource != .slots, !settings.holds(resource) { return .unset(resource) }
            guard let capacity = resource == .slots ? slots : settings.capacity(of: resource) else { continue }
            if amount > capacity { return .tooLittle(resource, needs: amount, of: capacity) }
            let free = capacity - surroundings.occupancy.taken[resource, default: 0]
            if free >= amount { continue }
            return .shortage(
                resource, needs: amount, free: free, of: capacity,
                holders: surroundings.occupancy.holders[resource, default: []], ahead: surroundings.ahead)
        }
        return nil
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
                limit: job.record?.limits.timeoutMilliseconds, isArray: job.record?.array != nil)
        } else {
            self = .isStarting
        }
    }
}

extension EndReason {
    /// - Parameters:
    ///   - attempts: how many were started.
    ///   - last: how the last of them ended.
    static func cancellation(after attempts: Int, last: Outcome?) -> EndReason {
        if attempts == 0 { return .cancelledBeforeStart }
        return last == .cancelled ? .cancelled : .cancelledBetweenAttempts
    }

    fileprivate init(_ job: JobSummary, _ outcome: Outcome) {
        if let problem = job.problem {
            self = .damaged(problem)
            return
        }
        if let result = job.result, let tasks = result.tasks, outcome != .succeeded, outcome == result.outcome {
            self = .tasks(tasks)
            return
        }
        switch (outcome, job.result?.status) {
        case (.succeeded, _): self = .succeeded
        case (.timedOut, _): self = .timedOut(limit: job.record?.limits.timeoutMilliseconds)
        case (.cancelled, _) where job.cancelReason != nil: self = .cancelledBecause(job.cancelReason ?? "")
        case (.cancelled, _): self = .cancellation(after: job.attempt, last: job.result?.outcome)
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
