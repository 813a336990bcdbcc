import SpoolModel
import SystemCalls

/// Who has how many slots: a job of one command one, an array as many as it was granted.
extension Supervisor {
    /// Slots that nobody has; less than none after their number was lowered.
    var freeSlots: Int {
        record.slots - shepherds.count - abandoned.count - grants.values.reduce(0) { $0 + $1.reserved - 1 }
    }

    /// Takes in what the shepherds of arrays say, and gives them what is free or takes away what is too much.
    ///
    /// An array that runs comes before what is queued: it was first.
    func shareSlots() {
        if grants.isEmpty { return }
        let ids = grants.keys.sorted()
        for id in ids {
            if let progress = open(running: id)?.progress() { grants[id]?.hear(progress) }
        }
        for id in ids where freeSlots > 0 {
            change(id) { $0.raise(by: freeSlots) }
        }
        // What was taken away already, and is used still, is not taken away again.
        let leaving = grants.values.reduce(0) { $0 + $1.reserved - $1.promised }
        var excess = -freeSlots - leaving
        for id in ids.reversed() where excess > 0 {
            change(id) { excess -= $0.cut(by: excess) }
        }
    }

    private func change(_ id: JobID, _ body: (inout SlotGrant) -> Void) {
        guard let old = grants[id] else { return }
        var new = old
        body(&new)
        if new.granted == old.granted { return }
        // On a full disk it keeps what it has.
        guard let job = open(running: id), (try? job.grant(new.granted)) != nil else { return }
        grants[id] = new
    }

    /// Gives an array its first slots, before its shepherd starts.
    func grantFirst(_ array: ArrayDescription, _ job: borrowing JobDirectory, free: Int) throws(SystemError) {
        let granted = min(max(1, free), array.mostSlots)
        try job.grant(granted)
        grants[job.id] = SlotGrant(granted: granted, mostSlots: array.mostSlots)
    }

    /// Finds out how many slots an array has whose shepherd an earlier supervisor started.
    func learnGrant(of job: borrowing JobDirectory) {
        guard grants[job.id] == nil, let array = (try? job.record())?.array else { return }
        grants[job.id] = SlotGrant(
            granted: job.grant() ?? 1, mostSlots: array.mostSlots, progress: job.progress())
    }

    private func open(running id: JobID) -> JobDirectory? {
        guard let descriptor = (try? spool.open(id, in: .running)) ?? nil else { return nil }
        return JobDirectory(id: id, state: .running, descriptor: descriptor)
    }
}
