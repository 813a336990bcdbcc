import SystemCalls

/// Finding jobs whose numbers lie side by side.
extension Spool {
    /// The ids of the jobs in a state that lie in a range, ascending; only the shards of the range are read.
    public func jobs(in state: JobState, within range: ClosedRange<JobID>) throws(SpoolError) -> [JobID] {
        guard state.isSharded else { return try jobs(in: state).filter(range.contains) }
        return try wrapping(consequence: "The jobs were not listed.") { () throws(SystemError) in
            let folder = try root.openDirectory(state.folder)
            var ids: [JobID] = []
            for shard in try shardNumbers(in: state)
            where (range.lowerBound.shard...range.upperBound.shard).contains(shard) {
                ids += try jobs(inShard: shard, of: folder).filter(range.contains)
            }
            return ids
        }
    }
}

extension JobState {
    /// The states of jobs that have ended, and of those that have not.
    public static let ended = all.filter(\.isFinished)
    public static let unfinished = all.filter { !$0.isFinished }
}
