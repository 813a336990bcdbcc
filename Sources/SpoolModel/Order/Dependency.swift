/// A job that another one waits for, and how it must end.
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
    public let requirement: Requirement

    public init(job: JobID, requirement: Requirement) {
        self.job = job
        self.requirement = requirement
    }

    /// What has become of it.
    public enum Standing: Hashable, Sendable {
        case met
        case pending
        /// It will not be met, unless the job is run again; nil where the job is gone.
        case unmet(Outcome?)
    }

    /// - Parameter state: of the job; nil where it is gone.
    public func standing(_ state: JobState?) -> Standing {
        switch (state, requirement) {
        case (nil, .any): .met
        case (nil, _): .unmet(nil)
        case (.finished(.succeeded), .ok), (.finished, .any): .met
        case (.finished(.failed), .failed), (.finished(.timedOut), .failed), (.finished(.lost), .failed): .met
        case (.finished(let outcome), _): .unmet(outcome)
        case (.held, _), (.delayed, _), (.waiting, _), (.queued, _), (.running, _): .pending
        }
    }

    /// Grammar: `ID[:REQUIREMENT]`; `ok` where that is not said.
    public init?(_ text: some Collection<UInt8>) {
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let job = JobID(parts[0]) else { return nil }
        self.job = job
        if parts.count == 1 { requirement = .ok; return }
        guard let requirement = Requirement(rawValue: String(decoding: parts[1], as: UTF8.self)) else { return nil }
        self.requirement = requirement
    }
}

extension Dependency: CustomStringConvertible {
    public var description: String { "\(job):\(requirement.rawValue)" }
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
        return "it was to start after the \(end) of job \(job), which \(fate)"
    }
}
