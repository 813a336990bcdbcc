import SystemCalls

/// How a job ended.
public enum Outcome: String, CaseIterable, Sendable {
    /// Its command exited with 0.
    case succeeded
    /// Its command exited with another code, was ended by a signal, or could not be executed.
    case failed
    /// It was ended because its time was up.
    case timedOut = "timed-out"
    /// It was ended, or kept from starting, at the user's request.
    case cancelled
    /// Its shepherd or its machine ended before it did: how it ended is not known.
    case lost
}

/// Where a job is on its way: the folder that it lies in.
public enum JobState: Hashable, Sendable {
    /// It is not started until it is released.
    case held
    /// It was started, and waits until it is run again.
    case delayed
    /// It is to be started, and something is to be known of it before: it has conditions, a priority, or needs more than a slot.
    case waiting
    case queued
    case running
    case finished(Outcome)

    /// In the order in which a job passes through them, so that a reader that looks in this order does not miss one that moves on.
    public static let all: [JobState] =
        [.held, .delayed, .waiting, .queued, .running] + Outcome.allCases.map { .finished($0) }

    /// The folder that holds the shards, or for running jobs the jobs.
    public var folder: FilePath {
        switch self {
        case .held: Layout.held
        case .delayed: Layout.delayed
        case .waiting: Layout.waiting
        case .queued: Layout.queued
        case .running: Layout.running
        case .finished(let outcome): Layout.finished(outcome)
        }
    }

    /// Whether the folder holds shards, and the shards the jobs.
    public var isSharded: Bool { self != .running }

    /// The path of a job in this state, from the spool on.
    public func path(of id: JobID) -> FilePath { folder / (isSharded ? id.shardedPath : id.name) }

    /// The path of one of its shards, from the spool on.
    func path(ofShard shard: UInt64) -> FilePath { folder / "\(shard)" }

    public var isFinished: Bool { if case .finished = self { true } else { false } }

    /// The word of the state: `held`, `queued`, `running` or `finished`; for who looks on, one that is delayed or waits is a queued one.
    public var word: String {
        switch self {
        case .held: "held"
        case .delayed, .waiting, .queued: "queued"
        case .running: "running"
        case .finished: "finished"
        }
    }

    /// The outcome of a finished job, the state of any other: one word that tells most.
    public var mostTellingWord: String { if case .finished(let outcome) = self { outcome.rawValue } else { word } }
}
