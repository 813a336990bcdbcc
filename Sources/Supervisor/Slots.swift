import SpoolModel
import SystemCalls

/// What a running job has that is not just one slot.
struct Share {
    /// Of each of its commands.
    var needs = Needs()
    var rank: Rank
    /// The slots of an array, and so how many commands it runs.
    var grant: SlotGrant?
    /// What its shepherd was told last.
    var publishedGrant: SlotGrant?
    var pools: PoolRecord?

    init(_ id: JobID, _ order: JobOrder, mark: Int) {
        needs = order.needs
        rank = Rank(mark: mark, priority: order.priority, id: id)
    }

    mutating func publish(_ grant: SlotGrant) {
        self.grant = grant
        publishedGrant = grant
    }
}

/// Who has how much of what: a job of one command what it needs, an array as often as it was granted.
extension Supervisor {
    /// Slots that nobody has; less than none after their number was lowered.
    var freeSlots: Int { record.slots - taken { $0.reserved }[.slots, default: 0] }

    /// How much of everything is free, to start jobs with.
    var room: Room { Room(slots: record.slots, settings, taken: taken { $0.reserved }) }

    /// What jobs in `running` have.
    ///
    /// - Parameter tasks: how many commands of an array count.
    private func taken(_ tasks: (SlotGrant) -> Int) -> [Resource: Int] {
        var taken: [Resource: Int] = [.slots: shepherds.count + abandoned.count]
        for (id, share) in shares where shepherds[id] != nil || abandoned[id] != nil {
            taken[.slots, default: 0] -= 1
            let commands = share.grant.map(tasks) ?? 1
            for (resource, amount) in share.needs.amounts { taken[resource, default: 0] += amount * commands }
        }
        return taken
    }

    /// The arrays that run, in the order of jobs.
    private var arrays: [JobID] {
        shares.values.filter { $0.grant != nil }.map(\.rank).sorted().map(\.id)
    }

    var hasArrays: Bool { shares.values.contains { $0.grant != nil } }

    /// Takes in what the shepherds of arrays say, and takes away from them what is too much.
    func hearArrays() {
        for id in arrays {
            if let progress = open(running: id)?.progress() { shares[id]?.grant?.hear(progress) }
        }
        for id in arrays.reversed() {
            guard let share = shares[id] else { continue }
            if settings.isPaused(share.needs.group) {
                shares[id]?.grant?.pause()
            } else {
                // What was taken away already, and is used still, is not taken away again.
                let excess = -promisedRoom.commands(with: share.needs)
                if excess > 0 { shares[id]?.grant?.cut(by: excess) }
            }
        }
    }

    /// How much will be free when arrays have heard of what was taken from them.
    private var promisedRoom: Room { Room(slots: record.slots, settings, taken: taken { $0.promised }) }

    /// The arrays that could use more.
    var arrayCandidates: [Candidate] {
        shares.values.compactMap { share in
            guard let grant = share.grant, grant.missing > 0 else { return nil }
            return Candidate(
                rank: share.rank, kind: .init(needs: share.needs), state: .running, commands: grant.missing)
        }
    }

    /// Takes slots away from arrays, for the first job that comes before them and would then have all that it lacks.
    func cutArrays(for lacks: [Scheduler.Lack]) {
        if !hasArrays { return }
        let last = arrays.reversed().compactMap { shares[$0] }
        let (room, promised) = (room, promisedRoom)
        // What will be missing still when arrays have heard of what was taken from them already.
        func afterCuts(_ missing: [Resource: Int]) -> [Resource: Int] {
            missing.reduce(into: [:]) { left, entry in
                let coming = promised.free(entry.key) - room.free(entry.key)
                if entry.value > coming { left[entry.key] = entry.value - coming }
            }
        }
        for lack in lacks {
            let behind = last.filter { lack.rank < $0.rank }
            let isEnough = afterCuts(lack.least).allSatisfy { resource, amount in
                behind.reduce(0) { $0 + $1.needs.amounts[resource, default: 0] * ($1.grant?.promised ?? 0) } >= amount
            }
            if !isEnough { continue }
            var missing = afterCuts(lack.most)
            for share in behind { cut(share, for: &missing) }
            return
        }
    }

    private func cut(_ share: Share, for missing: inout [Resource: Int]) {
        let commands =
            missing.compactMap { resource, amount in
                share.needs.amounts[resource].map { (amount + $0 - 1) / $0 }
            }.max() ?? 0
        guard commands > 0, let ended = shares[share.rank.id]?.grant?.cut(by: commands) else { return }
        for (resource, amount) in share.needs.amounts where missing[resource] != nil {
            missing[resource, default: 0] -= amount * ended
        }
        missing = missing.filter { $0.value > 0 }
    }

    /// Has the shepherds of arrays know of their slots.
    func publishGrants() {
        for (id, share) in shares {
            guard let grant = share.grant, grant.granted != share.publishedGrant?.granted else { continue }
            guard let job = open(running: id), (try? job.grant(grant.granted)) != nil else {
                // On a full disk it keeps what it has.
                shares[id]?.grant = share.publishedGrant
                continue
            }
            shares[id]?.publish(grant)
        }
    }

    /// Takes in what a job has from now on, and writes what it is to know of that, before its shepherd starts.
    ///
    /// An array begins with one slot, and is given more as any job that runs.
    func share(_ job: borrowing JobDirectory, _ record: JobRecord) throws(SystemError) {
        shares[job.id] = nil
        if record.order.isPlain, record.array == nil { return }
        var share = Share(job.id, record.order, mark: job.frontMark())
        if let array = record.array {
            try job.grant(1)
            share.publish(SlotGrant(granted: 1, mostSlots: array.mostSlots))
        }
        if !share.needs.pools.isEmpty {
            // It fits, so there are enough; a pool that was made smaller meanwhile gives fewer.
            let pools = PoolRecord(share.needs, settings, taken: shares.values.compactMap(\.pools))
            share.pools = pools ?? PoolRecord(pieces: [:])
            try job.save(share.pools ?? PoolRecord(pieces: [:]))
        }
        shares[job.id] = share
    }

    /// Finds out what a job has whose shepherd an earlier supervisor started.
    func learnShare(of job: borrowing JobDirectory) {
        guard shares[job.id] == nil, let record = try? job.record() else { return }
        if record.order.isPlain, record.array == nil { return }
        var share = Share(job.id, record.order, mark: job.frontMark())
        if let array = record.array {
            let granted = job.grant() ?? 1
            share.publish(SlotGrant(granted: granted, mostSlots: array.mostSlots, progress: job.progress()))
        }
        share.pools = job.poolRecord()
        shares[job.id] = share
    }

    /// Slots that jobs occupy which nobody looks after.
    var abandonedSlots: Int {
        abandoned.keys.reduce(0) { sum, id in
            sum + (shares[id].map { $0.needs.slots * ($0.grant?.reserved ?? 1) } ?? 1)
        }
    }

    func open(running id: JobID) -> JobDirectory? {
        guard let descriptor = (try? spool.open(id, in: .running)) ?? nil else { return nil }
        return JobDirectory(id: id, state: .running, descriptor: descriptor)
    }
}
