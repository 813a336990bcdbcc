/// Which finished jobs are to be deleted: those to which all of it applies.
public struct PruneRule: Hashable, Sendable {
    /// Jobs with these outcomes; the others are not even counted.
    public var outcomes: [Outcome]
    /// Those that ended longer ago, by the wall clock.
    public var olderThanMilliseconds: Int64?
    /// Of the jobs with these outcomes, not the ones with the highest ids, so many of them.
    public var keep: Int?
    /// These and no others; nil for any.
    public var ids: Set<JobID>?

    public init(outcomes: [Outcome] = Outcome.allCases, olderThanMilliseconds: Int64? = nil, keep: Int? = nil) {
        self.outcomes = outcomes
        self.olderThanMilliseconds = olderThanMilliseconds
        self.keep = keep
    }

    /// Whether a job may be meant, as far as its number tells.
    ///
    /// - Parameter lowestKept: from here on jobs are kept for their numbers.
    func mayApply(to id: JobID, lowestKept: JobID?) -> Bool {
        (lowestKept.map { id < $0 } ?? true) && (ids.map { $0.contains(id) } ?? true)
    }

    /// The lowest id that is kept for its number alone; nil where none is.
    ///
    /// - Parameter newest: the highest ids of the outcomes, at least `keep` of them where there are so many.
    func lowestKept(of newest: [JobID]) -> JobID? {
        guard let keep, keep > 0 else { return nil }
        return newest.sorted().suffix(keep).first
    }

    /// Whether a job is old enough.
    ///
    /// A job that ended in the future, as the clock has it now, is not.
    ///
    /// - Parameters:
    ///   - endedMilliseconds: when it ended, milliseconds since 1970-01-01 UTC.
    ///   - now: the same for now.
    func isOldEnough(endedMilliseconds: Int64, now: Int64) -> Bool {
        guard let olderThanMilliseconds else { return true }
        let (age, overflow) = now.subtractingReportingOverflow(endedMilliseconds)
        return !overflow && age > olderThanMilliseconds
    }
}
