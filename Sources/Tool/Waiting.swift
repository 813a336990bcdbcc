import Glibc
import SpoolModel
import SystemCalls

/// Waits for jobs to end, woken by the kernel: it watches the folders that they leave, and looks at those that have left.
struct Waiting: ~Copyable {
    private let spool: Spool
    let watch: DepartureWatch
    private var pending: Set<JobID>

    /// A job that has ended.
    struct End {
        let id: JobID
        let summary: JobSummary
    }

    /// - Parameter isAlone: whether this process has no threads beside, and so may watch in the way that is quick for few jobs.
    init(_ spool: Spool, for ids: some Sequence<JobID>, isAlone: Bool = false) throws {
        let pending = Set(ids)
        let watch = try Self.watchRunning(spool, isShort: isAlone && pending.count <= Self.few)
        // Only now, behind all that may throw: made piece by piece among it, a release build of Swift 6.3.1 ended by SIGSEGV in the release
        // of an id. The fault was not looked for in the compiler; this form does not show it.
        self.spool = spool
        self.watch = watch
        self.pending = pending
        for shard in Set(pending.map(\.shard)) { watchShard(shard) }
    }

    private static func watchRunning(_ spool: Spool, isShort: Bool) throws(SystemError) -> DepartureWatch {
        let watch = try DepartureWatch(isShort: isShort)
        do throws(SystemError) { try watch.add(try spool.root.openDirectory(Layout.running)) } catch {
            // A kernel may be built without the quick way.
            if isShort { return try watchRunning(spool, isShort: false) }
            throw error
        }
        return watch
    }

    /// So many can all be looked at whenever any job of the spool moves.
    private static let few = 8

    /// Whether all have ended.
    var isOver: Bool { pending.isEmpty }

    /// The jobs that have ended since the last call, in the order in which they ended; in the first call all that had.
    mutating func takeEnds(isFirst: Bool) throws -> [End] {
        let changes = watch.take()
        let candidates =
            isFirst || changes.isIncomplete ? Array(pending) : changes.names.compactMap { JobID($0.bytes) }
        var ends: [End] = []
        for id in candidates where pending.contains(id) {
            var summary = try spool.summary(of: id)
            if !isFirst, [.held, .delayed, .waiting, .queued].contains(summary.state) {
                // It went back to the queue, or was held, perhaps into a folder that was made anew.
                watchShard(id.shard)
                summary = try spool.summary(of: id)
            }
            if summary.state.isFinished {
                pending.remove(id)
                ends.append(End(id: id, summary: summary))
            }
        }
        return ends.sorted { ($0.ended, $0.id) < ($1.ended, $1.id) }
    }

    /// Waits for the next ends; none when the time is over.
    ///
    /// - Parameters:
    ///   - deadline: on the clock that does not jump, microseconds.
    ///   - others: descriptors; none as soon as one of them is readable.
    mutating func next(until deadline: Int64?, or others: [Int32] = []) throws -> [End] {
        while true {
            let rest = deadline.map { max(0, $0 - SteadyClock.microseconds) }
            let ready = try waitForInput(
                [watch.number] + others, milliseconds: rest.map { ($0 + 999) / 1000 })
            let ends = try takeEnds(isFirst: false)
            if !ends.isEmpty || !ready[0] { return ends }
        }
    }

    /// Watches the folders where jobs wait; one that does not exist holds none of them.
    private func watchShard(_ shard: UInt64) {
        for folder in [Layout.held, Layout.delayed, Layout.waiting, Layout.queued] {
            if let folder = try? spool.root.openDirectory(folder / "\(shard)") {
                try? watch.add(folder)
            }
        }
    }
}

extension Waiting.End {
    fileprivate var ended: Int64 { summary.endedMilliseconds }
}

extension JobSummary {
    /// To sort by: milliseconds since 1970-01-01 UTC, 0 where it is not known when the job ended.
    var endedMilliseconds: Int64 { result?.measured?.endedMilliseconds ?? 0 }
}

/// Tells who waits for jobs that nobody is going to start.
func sayIfNobodyStarts(_ ids: some Sequence<JobID>, in spool: Spool) throws {
    let held = Set(try spool.jobs(in: .held)).intersection(ids).sorted()
    if !held.isEmpty {
        complain("spool: \(Words.list(held)) \(held.count == 1 ? "is" : "are") held until 'spool release'.")
    }
    if case .absent = try spool.supervisorState() {
        complain("spool: no supervisor is alive, so nothing new starts. 'spool supervise' starts one.")
    }
}
