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
    case settle(attempt: Int, Disposition)

    /// After a claim: the next attempt.
    public init(claimed history: JobHistory) {
        self = history.isCancelRequested ? .finishUnstarted : .start(attempt: history.lastStarted + 1)
    }

    /// For a job that another shepherd left behind.
    ///
    /// A job that was claimed again, and whose shepherd ended before it started the further attempt, looks like one whose
    /// last attempt has just ended; it is settled as that one was, which puts it back into the queue.
    ///
    /// - Parameter result: the whole result of the last attempt that was started.
    public init(abandoned history: JobHistory, onLoss: JobRecord.OnLoss, result: ResultRecord?) {
        if history.lastStarted == 0 {
            self.init(claimed: history)
        } else if let result {
            self = .settle(
                attempt: history.lastStarted,
                Disposition(
                    outcome: result.outcome, attempt: history.lastStarted, onLoss: onLoss,
                    isCancelRequested: history.isCancelRequested))
        } else {
            self = .bury(attempt: history.lastStarted)
        }
    }
}

/// Where a job goes whose attempt has ended.
public enum Disposition: Hashable, Sendable {
    case finish(Outcome)
    case requeue

    public init(outcome: Outcome, attempt: Int, onLoss: JobRecord.OnLoss, isCancelRequested: Bool) {
        let mayRunAgain = onLoss == .requeue && attempt < JobRecord.maximumAttempts && !isCancelRequested
        self = outcome == .lost && mayRunAgain ? .requeue : .finish(outcome)
    }
}
