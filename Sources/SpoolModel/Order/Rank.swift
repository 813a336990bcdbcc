import SystemCalls

/// A job's place in the order of those that are to be started: what was moved to the front, then the higher priority, then the lower id.
public struct Rank: Hashable, Comparable, Sendable {
    /// 0 where it was not moved to the front.
    public var mark: Int
    public var priority: Int
    public let id: JobID

    public init(mark: Int = 0, priority: Int = 0, id: JobID) {
        self.mark = mark
        self.priority = priority
        self.id = id
    }

    public static func < (left: Rank, right: Rank) -> Bool {
        (right.mark, right.priority, left.id) < (left.mark, left.priority, right.id)
    }
}

extension Spool {
    /// The places of all jobs that are in `waiting`; one that has just moved on, or is refused, has none.
    public func ranksOfWaiting() throws(SpoolError) -> [Rank] {
        var ranks: [Rank] = []
        for id in try jobs(in: .waiting) {
            guard let descriptor = try open(id, in: .waiting) else { continue }
            let job = JobDirectory(id: id, state: .waiting, descriptor: descriptor)
            let record = try wrapping(consequence: "The places of jobs were not read.") { () throws(SystemError) in
                try job.recordIfAccepted()
            }
            guard let record else { continue }
            ranks.append(Rank(mark: job.frontMark(), priority: record.order.priority, id: id))
        }
        return ranks
    }

    /// The place of a job in the order.
    public func rank(of job: JobSummary) throws(SpoolError) -> Rank {
        Rank(mark: try self.job(job.id).frontMark(), priority: job.record?.order.priority ?? 0, id: job.id)
    }
}
