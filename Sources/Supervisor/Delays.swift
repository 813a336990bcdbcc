import SpoolModel
import SystemCalls

/// The jobs that wait for their next attempts, and until when, on the clock that does not jump.
struct Delays {
    private var ends: [JobID: Int64] = [:]
    /// None of them is over before; a bound, so that not all are looked at in every turn.
    private var earliest: Int64?

    var isEmpty: Bool { ends.isEmpty }

    func contains(_ id: JobID) -> Bool { ends[id] != nil }

    /// - Parameter end: microseconds.
    mutating func note(_ id: JobID, until end: Int64) {
        ends[id] = end
        earliest = min(earliest ?? end, end)
    }

    var count: Int { ends.count }

    /// Those that are not among them do not wait any more.
    mutating func keep(_ ids: Set<JobID>) { ends = ends.filter { ids.contains($0.key) } }

    /// The job does not wait any more.
    mutating func forget(_ id: JobID) { ends[id] = nil }

    /// Takes the jobs whose time has come, the longest due first.
    mutating func takeDue(now: Int64) -> [JobID] {
        guard let earliest, now >= earliest else { return [] }
        let due = ends.filter { $0.value <= now }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        for (id, _) in due { ends[id] = nil }
        self.earliest = ends.values.min()
        return due.map(\.key)
    }

    /// Milliseconds until the next may be due, rounded up; nil for never.
    func pause(now: Int64) -> Int64? { ends.isEmpty ? nil : earliest.map { max(0, ($0 - now + 999) / 1000) } }
}

/// Jobs in `delayed`: each goes back to the queue when its time has come.
extension Supervisor {
    /// Takes in the jobs of some shards of `delayed`; whether all could be read.
    func noteDelays(inShards shards: some Sequence<FilePath>) -> Bool {
        note { () throws(SpoolError) in
            var found: [JobID] = []
            for shard in shards { found += try spool.delayedJobs(inShard: shard) }
            return found
        }
    }

    /// Forgets those that have left the folder otherwise, such as by a cancel.
    func forgetDepartures() {
        if delays.isEmpty { return }
        // Those of others lie there, too, where there is a range.
        let mayLack = record.range != nil || ((try? spool.count(of: .delayed)) ?? 0) < delays.count
        if mayLack, let ids = try? spool.jobs(in: .delayed) { delays.keep(Set(ids)) }
    }

    /// Takes in all of them; whether all could be read.
    func noteAllDelays() -> Bool { note { () throws(SpoolError) in try spool.jobs(in: .delayed) } }

    private func note(_ find: () throws(SpoolError) -> [JobID]) -> Bool {
        do throws(SpoolError) {
            for id in try find() where !delays.contains(id) && record.range?.contains(id) != false {
                let now = SteadyClock.microseconds
                let rest = try spool.remainingDelay(of: id, now: now, boot: record.boot)
                if let rest { delays.note(id, until: now + rest) }
            }
            return true
        } catch {
            return false
        }
    }

    /// Queues those that have waited long enough.
    func endDelays() {
        for id in delays.takeDue(now: SteadyClock.microseconds) {
            do throws(SpoolError) { try spool.endDelay(of: id) } catch {
                delays.note(id, until: SteadyClock.microseconds + Self.pauseAfterFailure)
            }
            lookAgain()
        }
    }

    /// Microseconds until a rename that failed is tried again.
    private static let pauseAfterFailure: Int64 = 5_000_000
}
