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
    ///   - result: asked for the whole result of the last attempt that was started, where it matters.
    public init<ReadError>(
        _ history: JobHistory, isAbandoned: Bool, of id: JobID, _ record: JobRecord,
        result: () throws(ReadError) -> ResultRecord?
    ) throws(ReadError) {
        let last = history.lastStarted
        let another: NextStep = history.isCancelRequested ? .finishUnstarted : .start(attempt: last + 1)
        if last == history.lastAgain {
            self = another
            return
        }
        guard let result = try result() else {
            self = .bury(attempt: last)
            return
        }
        func disposition(isCancelRequested: Bool) -> Disposition {
            Disposition(
                after: history.countedAttempts, of: id, record, result.outcome, result.status,
                isCancelRequested: isCancelRequested)
        }
        if !isAbandoned, disposition(isCancelRequested: false).isFollowedByAttempt {
            self = another
        } else {
            self = .settle(disposition(isCancelRequested: history.isCancelRequested))
        }
    }
}
