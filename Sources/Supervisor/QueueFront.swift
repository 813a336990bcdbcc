import SpoolModel

/// The queued jobs that are next, as far as they have been read: one shard of the queue at a time, however long it is.
struct QueueFront {
    /// Jobs to consider; nil for all.
    private let range: ClosedRange<JobID>?
    /// Ascending, the next one last.
    private var ids: [JobID] = []
    /// Whether there may be jobs that are not in `ids`.
    private var isStale = true
    /// Jobs that cannot be claimed: their submitters are still at work on them, and will give a sign when they are ready.
    private var busy: Set<JobID> = []
    /// Jobs whose records are refused: they stay queued, and this supervisor passes them over.
    private var refused: Set<JobID> = []

    init(range: ClosedRange<JobID>?) { self.range = range }

    /// Whether the queue was read to its end, and nothing has come since.
    var isKnownEmpty: Bool { !isStale && ids.isEmpty }

    /// Something may have come.
    mutating func lookAgain() {
        isStale = true
        busy = []
    }

    /// The next job, which stays it; nil where none is queued.
    mutating func peek(in spool: Spool) throws(SpoolError) -> JobID? {
        if isStale {
            let passedOver = busy.union(refused)
            ids = try spool.frontOfQueue { [range] id in
                (range?.contains(id) ?? true) && !passedOver.contains(id)
            }.reversed()
            isStale = false
        }
        return ids.last
    }

    /// The next job is taken, or passed over.
    mutating func removeNext() {
        ids.removeLast()
        // Behind the last one that is known there may be further shards.
        if ids.isEmpty { isStale = true }
    }

    mutating func passOver(busy id: JobID) { busy.insert(id) }
    mutating func passOver(refused id: JobID) { refused.insert(id) }
}
