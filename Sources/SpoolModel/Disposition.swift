import SystemCalls

/// Where a job goes whose attempt has ended.
public enum Disposition: Hashable, Sendable {
    case finish(Outcome)
    /// It is run again as soon as there is a slot.
    case requeue
    /// It is run again after so many milliseconds.
    case delay(Int64)
    /// The tasks of an array that are left are held.
    case hold

    /// - Parameters:
    ///   - attempt: counted from 1, or from the last `spool retry` on.
    ///   - status: of the command, where it is known.
    public init(
        after attempt: Int, of id: JobID, _ record: JobRecord, _ outcome: Outcome, _ status: TerminationStatus?,
        isCancelRequested: Bool
    ) {
        let retries = record.retry?.retries ?? 0
        if isCancelRequested {
            self = .finish(outcome)
        } else if outcome == .lost {
            let attempts = max(JobRecord.maximumAttempts, retries + 1)
            self = record.onLoss == .requeue && attempt < attempts ? .requeue : .finish(outcome)
        } else if let retry = record.retry, attempt <= retries, retry.applies(to: outcome, status) {
            let delay = retry.delay(after: attempt, of: id)
            self = delay > 0 ? .delay(delay) : .requeue
        } else {
            self = .finish(outcome)
        }
    }

    /// Whether the job is run again.
    public var isFollowedByAttempt: Bool {
        switch self {
        case .requeue, .delay: true
        case .finish, .hold: false
        }
    }
}
