import CommandLineSyntax
import SpoolModel
import SystemCalls

/// When a job may start, and before or after which others: options of `submit`.
struct OrderSettings: Sendable {
    /// What an option says by itself.
    var order = JobOrder()
    var limits: [ResourceAmount] = []
    var locks: [ResourceName] = []
    var pools: [ResourceAmount] = []
    var at: Moment?
    var delay: Duration?
    var after: [Dependency] = []

    static let options: [OptionSyntax<OrderSettings>] = [
        .option(
            "priority", value: "N", as: .integer(in: JobOrder.priorities),
            help: "Start before all jobs with a lower number; 0 unless given, less than 0 is behind those."
        ) { $0.order.priority = $1 },
        .option(
            "slots", value: "N", as: .slots, help: "Occupy N of the supervisor's slots while it runs, instead of 1."
        ) { $0.order.needs.slots = $1 },
        .option(
            "group", value: "NAME", as: .resourceName, help: "Belong to a group: see 'spool help group'."
        ) { $0.order.needs.group = $1 },
        .repeated(
            "limit", value: "NAME[=K]", as: .amount,
            help: "Take K, or 1, of a limit while it runs: see 'spool help limit'. May be repeated."
        ) { $0.limits.append($1) },
        .repeated(
            "lock", value: "NAME", as: .resourceName,
            help: "Never run beside another job with the same lock. May be repeated."
        ) { $0.locks.append($1) },
        .repeated(
            "use", value: "POOL[=K]", as: .amount,
            help:
                "Take K, or 1, of the pieces of a pool, and be told their numbers: see 'spool help pool'. Not for arrays. May be repeated."
        ) { $0.pools.append($1) },
        .option(
            "at", value: "TIME", as: .startTime,
            help:
                "Do not start before a time: '2026-11-23 14:05', or 14:05 for the next time that the clock shows that."
        ) { $0.at = $1 },
        .option("in", value: "TIME", as: .duration, help: "Do not start before so long from now.") { $0.delay = $1 },
        .repeated(
            "after", value: "JOB[:END],...", as: .dependencies,
            help:
                "Start when these jobs, or tasks such as 42.7, have ended: 'ok' (unless given), 'failed' or 'any'. May be repeated."
        ) { $0.after += $1 },
        .option(
            "on-unmet", value: "WHAT", as: .word,
            help: "If one of them ends otherwise: cancel this job, hold it, or have it wait."
        ) { $0.order.conditions.onUnmet = $1 },
        .option(
            "max-load", value: "X", as: .load, help: "Do not start while the machine's load is higher."
        ) { $0.order.conditions.machine.mostLoad = $1 },
        .option(
            "min-memory", value: "SIZE", as: .size, help: "Do not start while less memory is available."
        ) { $0.order.conditions.machine.leastMemory = Int64($1) },
    ]

    /// What the options come to.
    ///
    /// - Parameter now: milliseconds since 1970-01-01 UTC.
    func order(now: Int64) -> JobOrder {
        var order = order
        for limit in limits { order.needs.named[.limit(limit.name)] = limit.amount }
        for lock in locks { order.needs.named[.lock(lock)] = 1 }
        for pool in pools { order.needs.named[.pool(pool.name)] = pool.amount }
        if let delay {
            order.conditions.notBefore = now + delay.milliseconds
        } else if let at {
            // A time before 1970 is over as any other.
            order.conditions.notBefore = max(0, at.milliseconds(now: now))
        }
        order.conditions.dependencies = after.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        return order
    }

    func check(isArray: Bool) throws(UsageProblem) {
        if !pools.isEmpty {
            let variables = Dictionary(grouping: pools.map(\.name)) { PoolRecord.variable(of: $0) }
            if let same = variables.values.first(where: { Set($0).count > 1 }) {
                throw .refused("The pools \(same[0].text) and \(same[1].text) would have the same variable.")
            }
            if isArray { throw .refused("'--use' does not go with arrays.") }
        }
        if order.conditions.onUnmet != .cancel, after.isEmpty { throw .refused("'--on-unmet' goes with '--after'.") }
    }

    /// Refuses what could never start: names that nobody has set, amounts that there will never be, jobs that are not there.
    func require(in spool: Spool) throws {
        let settings = try spool.settings()
        let needs = order(now: 0).needs
        for (resource, amount) in needs.amounts.sorted(by: { $0.key.description < $1.key.description })
        where resource != .slots {
            let advice = "spool \(resource.kindWord) set \(resource.name)"
            if !settings.holds(resource) {
                throw Failure(
                    "submit: there is no \(resource). Set it: \(advice) \(resource.example). Nothing was queued.")
            }
            if let capacity = settings.capacity(of: resource), capacity < amount {
                throw Failure(
                    "submit: \(resource) has \(capacity), and the job needs \(amount). Nothing was queued.")
            }
        }
        for dependency in after {
            let job = try spool.job(dependency.job)
            guard let tasks = dependency.tasks else { continue }
            let record = try job.record()
            guard let array = record.array, array.tasks.contains(tasks.lowerBound),
                array.tasks.contains(tasks.upperBound)
            else { throw SpoolError.noTasks(dependency.job, tasks, of: record.array) }
        }
    }
}

/// How much of something: `NAME` or `NAME=K`.
struct ResourceAmount: Hashable, Sendable {
    let name: ResourceName
    let amount: Int
}

extension Resource {
    /// The word of the command that sets it.
    fileprivate var kindWord: String {
        switch self {
        case .group: Settings.Kind.group.rawValue
        case .limit: Settings.Kind.limit.rawValue
        case .pool: Settings.Kind.pool.rawValue
        case .slots: "slots"
        case .lock: "lock"
        }
    }

    fileprivate var name: String {
        switch self {
        case .group(let name), .limit(let name), .pool(let name), .lock(let name): name.text
        case .slots: "slots"
        }
    }

    fileprivate var example: String { if case .group = self { "--slots 2" } else { "2" } }
}

extension ValueParser<ResourceName> {
    /// The name of a group, a limit, a lock or a pool.
    static var resourceName: Self {
        Self(expected: "a name of at most 64 letters, digits, - and _") { ResourceName($0) }
    }
}

extension ValueParser<UniqueKey> {
    /// What at most one job bears.
    static var uniqueKey: Self {
        Self(expected: "text of 1 to 80 bytes") { UniqueKey($0) }
    }
}

extension ValueParser<ResourceAmount> {
    /// `NAME` or `NAME=K`.
    static var amount: Self {
        Self { bytes throws(ValueError) in
            guard let (name, amount) = Needs.amount(bytes) else {
                throw ValueError(
                    expected: "NAME or NAME=NUMBER, with a name of at most 64 letters, digits, - and _, and a number "
                        + "from 1 to \(Configuration.mostSlots)")
            }
            return ResourceAmount(name: name, amount: amount)
        }
    }
}

extension ValueParser<[Dependency]> {
    /// `41,42:failed`
    static var dependencies: Self {
        Self(completion: .shell("spool status --ids")) { bytes throws(ValueError) in
            var dependencies: [Dependency] = []
            for part in bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                guard let dependency = Dependency(part) else {
                    throw ValueError(
                        expected:
                            "jobs or tasks such as 41, 41:failed or 42.5-10, separated by commas; behind the colon ok, failed or any"
                    )
                }
                dependencies.append(dependency)
            }
            return dependencies
        }
    }
}

extension ValueParser<Int> {
    /// A load of the machine, in hundredths.
    static var load: Self {
        Self(expected: "a number such as 4 or 1.5") { hundredths($0) }
    }
}

extension ValueParser<Moment> {
    /// A time to come, or the next time that the clock shows an hour and a minute.
    static var startTime: Self {
        Self { bytes throws(ValueError) in
            guard let moment = Moment(time: bytes) ?? Moment(nextClock: bytes, now: WallClock.milliseconds) else {
                throw ValueError(
                    expected:
                        "a time such as 14:05, '2026-11-23 14:05' or 2026-11-23T14:05:09Z, which the calendar and the local clock have"
                )
            }
            return moment
        }
    }
}
