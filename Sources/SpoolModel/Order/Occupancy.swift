/// How much of what running jobs have, and how many jobs wait that need it; as far as files tell.
public struct Occupancy: Sendable {
    public var taken: [Resource: Int] = [:]
    /// The running jobs that have some of a resource, ascending.
    public var holders: [Resource: [JobID]] = [:]
    public var waiting: [Resource: Int] = [:]

    public init() {}

    public init(_ spool: Spool) throws(SpoolError) {
        for job in try spool.summaries(of: try spool.jobs(in: .running), in: .running) {
            // One whose record is refused occupies a slot all the same.
            let commands = job.record?.array == nil ? 1 : job.slotsUsed ?? 1
            for (resource, amount) in (job.record?.order.needs ?? Needs()).amounts {
                taken[resource, default: 0] += amount * commands
                holders[resource, default: []].append(job.id)
            }
        }
        for job in try spool.summaries(of: try spool.jobs(in: .waiting), in: .waiting) {
            guard let needs = job.record?.order.needs else { continue }
            for resource in needs.amounts.keys { waiting[resource, default: 0] += 1 }
        }
    }
}
