import SystemCalls

/// A step aside, and back: between `queued` or `waiting` and `held`.
extension Spool {
    /// Keeps queued jobs from starting, durably; a delay before their next attempt is over then.
    ///
    /// - Returns: where each of them lies then; a job that was claimed meanwhile is running. None for an id without a job.
    public func hold(_ ids: [JobID]) throws(SpoolError) -> [JobID: JobState] {
        try shift(ids, from: [.delayed, .waiting, .queued]) { _, _ in .held }
    }

    /// Puts held jobs into the queue, durably; in its order they are where they were.
    ///
    /// - Returns: where each of them lies then; none for an id without a job.
    public func release(_ ids: [JobID]) throws(SpoolError) -> [JobID: JobState] {
        let places = try shift(ids, from: [.held]) { id, state throws(SystemError) in try home(of: id, in: state) }
        wakeSupervisor()
        return places
    }

    private func shift(
        _ ids: [JobID], from sources: [JobState], to target: (JobID, JobState) throws(SystemError) -> JobState
    ) throws(SpoolError) -> [JobID: JobState] {
        var moved: [JobID: JobState] = [:]
        var elsewhere: [JobID: JobState] = [:]
        // One that moves meanwhile may go to where it was looked for already.
        for _ in 0..<3 {
            let rest = ids.filter { moved[$0] == nil && elsewhere[$0].map(sources.contains) != false }
            if rest.isEmpty { break }
            try wrapping(consequence: "Some of the jobs may have been moved: 'spool status' tells.") {
                () throws(SystemError) in try shift(rest, from: sources, to: target, moved: &moved)
            }
            elsewhere = [:]
            for id in ids where moved[id] == nil { elsewhere[id] = try state(of: id) }
        }
        return moved.merging(elsewhere) { place, _ in place }
    }

    private func shift(
        _ ids: [JobID], from sources: [JobState], to target: (JobID, JobState) throws(SystemError) -> JobState,
        moved: inout [JobID: JobState]
    ) throws(SystemError) {
        var changed: [JobState: Set<UInt64>] = [:]
        for (id, source) in ids.flatMap({ id in sources.map { (id, $0) } }) where moved[id] == nil {
            do throws(SystemError) {
                if try root.statusIfPresent(of: source.path(of: id)) == nil { continue }
                let target = try target(id, source)
                changed[target, default: []].insert(id.shard)
                try move(source.path(of: id), to: target, id)
                moved[id] = target
            } catch {
                if !error.isAbsence { throw error }
            }
        }
        for (target, shards) in changed { try sync(shards, of: target) }
    }
}
