/// What a shepherd does with a running job that it finds: the table *Recovery* of docs/spool-format.md.
///
/// It may be taken any number of times, for a shepherd may itself be ended between any two of its calls.
public enum NextStep: Hashable, Sendable {
    /// Nothing was started yet.
    case start(attempt: Int)
    /// It was cancelled before it was started.
    case finishUnstarted
    /// The attempt was started, and no result is there: end what is left, then write that it was lost.
    case bury(attempt: Int)
    /// The attempt has ended.
    case settle(Disposition)

    /// - Parameters:
    ///   - isAbandoned: whether the job was found in `running` without a shepherd, and not just claimed in `queued`.
    ///
    ///     It makes a difference for a job whose last attempt is to be followed by another one: from `running` it goes back into the
    ///     queue, and after a claim it is started.
    ///   - result: the whole result of the last attempt that was started.
    public init(_ history: JobHistory, isAbandoned: Bool, onLoss: JobRecord.OnLoss, result: ResultRecord?) {
        let last = history.lastStarted
        func disposition(_ outcome: Outcome, isCancelRequested: Bool) -> Disposition {
            Disposition(outcome: outcome, attempt: last, onLoss: onLoss, isCancelRequested: isCancelRequested)
        }
        if last == 0 {
            self = history.isCancelRequested ? .finishUnstarted : .start(attempt: 1)
        } else if let result {
            if history.lastAgain == last
                || !isAbandoned && disposition(result.outcome, isCancelRequested: false) == .requeue
            {
                self = history.isCancelRequested ? .finishUnstarted : .start(attempt: last + 1)
            } else {
                let isCancelRequested = history.isCancelRequested
                self = .settle(disposition(result.outcome, isCancelRequested: isCancelRequested))
            }
        } else {
            self = .bury(attempt: last)
        }
    }
}

/// Where a job goes whose attempt has ended.
public enum Disposition: Hashable, Sendable {
    case finish(Outcome)
    case requeue
    /// Nothing is left of an array but tasks that are held.
    case hold

    public init(outcome: Outcome, attempt: Int, onLoss: JobRecord.OnLoss, isCancelRequested: Bool) {
        let mayRunAgain = onLoss == .requeue && attempt < JobRecord.maximumAttempts && !isCancelRequested
        self = outcome == .lost && mayRunAgain ? .requeue : .finish(outcome)
    }
}
