import SystemCalls

/// Reading the finished jobs backwards.
extension Spool {
    /// Calls `body` for finished jobs, the highest ids first, until it returns false.
    ///
    /// No more shards are read than `body` asks for, so that the newest of a million jobs cost as much as those of a hundred.
    ///
    /// - Parameters:
    ///   - outcomes: which jobs.
    ///   - since: milliseconds since 1970-01-01 UTC. A shard into which no job came since is passed over as a whole; others may hold older
    ///     jobs.
    public func forEachFinished(
        outcomes: [Outcome], since: Int64? = nil, _ body: (JobID, JobState) throws(SpoolError) -> Bool
    ) throws(SpoolError) {
        var shards: [UInt64: [Outcome]] = [:]
        for outcome in outcomes {
            for shard in try list({ () throws(SystemError) in try shardNumbers(in: .finished(outcome)) }) {
                shards[shard, default: []].append(outcome)
            }
        }
        for (shard, outcomes) in shards.sorted(by: { $0.key > $1.key }) {
            var found: [(id: JobID, outcome: Outcome)] = []
            for outcome in outcomes {
                found += try list { () throws(SystemError) in
                    let folder = try root.openDirectory(Layout.finished(outcome))
                    if let since, let status = try folder.statusIfPresent(of: "\(shard)"),
                        status.modifiedMilliseconds < since
                    {
                        return []
                    }
                    return try jobs(inShard: shard, of: folder).map { ($0, outcome) }
                }
            }
            for (id, outcome) in found.sorted(by: { $0.id > $1.id }) {
                if try !body(id, .finished(outcome)) { return }
            }
        }
    }

    private func list<Value>(_ body: () throws(SystemError) -> [Value]) throws(SpoolError) -> [Value] {
        try wrapping(consequence: "The jobs were not listed.", body)
    }
}
