import SpoolModel
import SystemCalls

/// The jobs in `waiting`, all of them: those that may start, by their kinds, and those that wait for something to happen.
struct WaitingJobs {
    /// Jobs to consider; nil for all.
    private let range: ClosedRange<JobID>?
    private var known: [JobID: Entry] = [:]
    /// Those that may start, each kind in descending order: the next one last.
    private var ready: [Candidate.Kind: [Rank]] = [:]
    private var unsorted: Set<Candidate.Kind> = []
    private(set) var blocked: Set<JobID> = []
    /// Jobs that somebody else is at work on, until the next look.
    private var busy: Set<JobID> = []
    /// Jobs whose records are refused.
    private var refused: Set<JobID> = []
    private var isStale = true
    private var lastMove = 0

    private struct Entry {
        let rank: Rank
        let kind: Candidate.Kind
        let conditions: Conditions
    }

    init(range: ClosedRange<JobID>?) { self.range = range }

    var isEmpty: Bool { known.isEmpty }

    /// Something may have come, gone or been moved.
    mutating func lookAgain() { isStale = true }

    /// Reads what has come since the last look, and forgets what has gone.
    ///
    /// - Parameter complain: told of a job that cannot be read.
    mutating func refresh(_ spool: Spool, complain: (SpoolError) -> Void) throws(SpoolError) {
        if !isStale { return }
        let move = spool.lastMove()
        if move != lastMove { forgetAll() }
        let ids = Set(try spool.jobs(in: .waiting).filter { range?.contains($0) ?? true })
        for id in known.keys where !ids.contains(id) { forget(id) }
        refused.formIntersection(ids)
        for id in busy { if let entry = known[id] { enqueue(entry) } }
        busy = []
        isStale = false
        lastMove = move
        for id in ids where known[id] == nil && !refused.contains(id) {
            do throws(SpoolError) { try read(id, spool) } catch {
                if error.isRefusal { refused.insert(id) } else { isStale = true }
                complain(error)
            }
        }
    }

    private mutating func read(_ id: JobID, _ spool: Spool) throws(SpoolError) {
        guard let descriptor = try spool.open(id, in: .waiting) else { return }
        let job = JobDirectory(id: id, state: .waiting, descriptor: descriptor)
        let order = try job.record().order
        let entry = Entry(
            rank: Rank(mark: job.frontMark(), priority: order.priority, id: id),
            kind: Candidate.Kind(needs: order.needs, machine: order.conditions.machine), conditions: order.conditions)
        known[id] = entry
        if order.conditions.notBefore == nil, order.conditions.dependencies.isEmpty {
            enqueue(entry)
        } else {
            blocked.insert(id)
        }
    }

    private mutating func enqueue(_ entry: Entry) {
        ready[entry.kind, default: []].append(entry.rank)
        unsorted.insert(entry.kind)
    }

    /// What a blocked job waits for.
    func conditions(of id: JobID) -> Conditions? { known[id]?.conditions }

    /// Nothing blocks the job any more.
    mutating func unblock(_ id: JobID) {
        guard blocked.remove(id) != nil, let entry = known[id] else { return }
        enqueue(entry)
    }

    /// The first job of each kind.
    mutating func candidates() -> [Candidate] {
        for kind in unsorted { ready[kind]?.sort(by: >) }
        unsorted = []
        return ready.compactMap { kind, ranks in
            ranks.last.map { Candidate(rank: $0, kind: kind, state: .waiting) }
        }
    }

    /// The job was claimed, and lies elsewhere.
    mutating func remove(_ candidate: Candidate) {
        pop(candidate)
        known[candidate.rank.id] = nil
    }

    mutating func passOver(busy candidate: Candidate) {
        pop(candidate)
        busy.insert(candidate.rank.id)
    }

    mutating func passOver(refused candidate: Candidate) {
        remove(candidate)
        refused.insert(candidate.rank.id)
    }

    private mutating func pop(_ candidate: Candidate) {
        if ready[candidate.kind]?.last == candidate.rank {
            ready[candidate.kind]?.removeLast()
        } else {
            ready[candidate.kind]?.removeAll { $0 == candidate.rank }
        }
        if ready[candidate.kind]?.isEmpty == true { ready[candidate.kind] = nil }
    }

    private mutating func forget(_ id: JobID) {
        guard let entry = known.removeValue(forKey: id) else { return }
        if blocked.remove(id) == nil, busy.remove(id) == nil {
            pop(Candidate(rank: entry.rank, kind: entry.kind, state: .waiting))
        }
    }

    private mutating func forgetAll() { self = WaitingJobs(range: range) }
}
