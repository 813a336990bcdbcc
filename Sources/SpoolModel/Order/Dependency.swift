import SystemCalls

/// A job, or tasks of an array, that another job waits for, and how they must end.
public struct Dependency: Hashable, Sendable {
    /// How the job must end.
    public enum Requirement: String, CaseIterable, Sendable {
        /// It succeeded.
        case ok
        /// It failed, took too long, or was lost.
        case failed
        /// However it ended.
        case any
    }

    public let job: JobID
    /// Of an array; nil for all of it.
    public let tasks: ClosedRange<Int>?
    public let requirement: Requirement

    public init(job: JobID, tasks: ClosedRange<Int>? = nil, requirement: Requirement) {
        self.job = job
        self.tasks = tasks
        self.requirement = requirement
    }

    /// What has become of what is waited for.
    public enum End: Hashable, Sendable {
        case pending
        /// Of several tasks the worst.
        case ended(Outcome)
        case gone
    }

    public enum Standing: Hashable, Sendable {
        case met
        case pending
        /// It will not be met, unless the job is run again; nil where the job is gone.
        case unmet(Outcome?)
    }

    public func standing(_ end: End) -> Standing {
        switch (end, requirement) {
        case (.pending, _): .pending
        case (.gone, .any): .met
        case (.gone, _): .unmet(nil)
        case (.ended(.succeeded), .ok), (.ended, .any): .met
        case (.ended(.failed), .failed), (.ended(.timedOut), .failed), (.ended(.lost), .failed): .met
        case (.ended(let outcome), _): .unmet(outcome)
        }
    }

    /// Grammar: `ID[.TASK[-LAST]][:REQUIREMENT]`; `ok` where that is not said.
    public init?(_ text: some Collection<UInt8>) {
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return nil }
        let names = parts[0].split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let job = JobID(names[0]) else { return nil }
        self.job = job
        if names.count == 1 {
            tasks = nil
        } else {
            guard let range = taskRange(names[1]) else { return nil }
            tasks = range
        }
        if parts.count == 1 { requirement = .ok; return }
        guard let requirement = Requirement(rawValue: String(decoding: parts[1], as: UTF8.self)) else { return nil }
        self.requirement = requirement
    }

    /// `41`, `42.7` or `42.5-10`
    public var subject: String { tasks.map { "\(job).\($0.rangeText)" } ?? "\(job)" }
}

extension Dependency: CustomStringConvertible {
    public var description: String { "\(subject):\(requirement.rawValue)" }
}

extension Spool {
    /// How it stands with what a job waits for, by what has become of it.
    ///
    /// What is gone had ended as it was to end, and was pruned since, where the job was started before.
    public func standing(
        of dependency: Dependency, _ end: Dependency.End, for id: JobID
    ) throws(SpoolError) -> Dependency.Standing {
        let standing = dependency.standing(end)
        if standing != .unmet(nil) { return standing }
        let job = try job(id)
        let history = try wrapping(consequence: "It waits.") { () throws(SystemError) in try job.history() }
        return history.lastStarted > 0 ? .met : standing
    }

    /// What has become of what a job waits for.
    public func end(of dependency: Dependency) throws(SpoolError) -> Dependency.End {
        guard let state = try state(of: dependency.job) else { return .gone }
        guard let tasks = dependency.tasks else {
            if case .finished(let outcome) = state { return .ended(outcome) }
            return .pending
        }
        var counts = TaskCounts()
        var first = tasks.lowerBound
        // In pieces, for tasks mostly end in their order, and the first that has not ended is enough.
        while first <= tasks.upperBound {
            let last = min(first + 999, tasks.upperBound)
            for task in try self.tasks(first...last, of: dependency.job) {
                if task.phase.outcome == nil { return .pending }
                counts[task.phase] += 1
            }
            first = last + 1
        }
        return .ended(counts.outcome)
    }
}

extension Dependency {
    /// How it stands with one that cannot be met any more, for people: `it was to start after the success of job 41, which failed`.
    public func complaint(_ outcome: Outcome?) -> String {
        let end =
            switch requirement {
            case .ok: "success"
            case .failed: "failure"
            case .any: "end"
            }
        let fate =
            switch outcome {
            case .succeeded: "succeeded"
            case .failed: "failed"
            case .timedOut: "took too long"
            case .cancelled: "was cancelled"
            case .lost: "was lost"
            case nil: "is gone"
            }
        return "it was to start after the \(end) of \(tasks == nil ? "job" : "task") \(subject), which \(fate)"
    }
}
