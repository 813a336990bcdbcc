import Glibc
import SystemCalls

extension Spool {
    /// Compares everything in the spool with docs/spool-format.md, while jobs come and go.
    ///
    /// No more than a shard's jobs are in memory at a time.
    ///
    /// - Parameters:
    ///   - repairs: whether to do what each finding says can be done.
    ///   - report: called with each finding, and with whether it is repaired now.
    ///   - progress: called from time to time with the number of jobs that were seen.
    /// - Returns: how many jobs were seen.
    public func check(
        repairs: Bool, report: (Finding, _ isRepaired: Bool) -> Void, progress: (Int) -> Void
    ) throws(SpoolError) -> Int {
        try wrapping(consequence: "The check is not complete.") { () throws(SystemError) in
            func settle(_ findings: [Finding]) throws(SystemError) {
                for finding in findings { report(finding, repairs ? try repair(finding) : false) }
            }
            try settle(folderFindings())
            try settle(temporaryFindings())
            try settle(untoldFindings())
            try settle(environmentFindings())
            try settle(settingFindings())
            let running = try runningJobs(settle)
            var seen = 0
            var highest = running.max()
            try settle(findings(of: running, in: .running))
            for shard in try allShards(settle, and: Set(running.map(\.shard))) {
                let jobs = try checkShard(shard, running: running.filter { $0.shard == shard }, settle)
                seen += jobs.count
                highest = [highest, jobs.max()].compactMap { $0 }.max()
                progress(seen)
            }
            try settle(idFindings(highest: highest))
            return seen
        }
    }

    private typealias Settle = ([Finding]) throws(SystemError) -> Void

    private static let shardedStates = JobState.all.filter(\.isSharded)

    private func runningJobs(_ settle: Settle) throws(SystemError) -> [JobID] {
        try jobs(among: Layout.running, settle).sorted()
    }

    /// The directories in a folder whose names are those of jobs; whatever else is there is reported.
    private func jobs(among folder: FilePath, _ settle: Settle) throws(SystemError) -> [JobID] {
        var ids: [JobID] = []
        for (name, status) in try entries(of: folder) {
            guard let id = JobID(name.bytes) else {
                try settle([Finding(folder / name, "is foreign")])
                continue
            }
            if status.kind == .directory {
                ids.append(id)
            } else {
                try settle(Expectation.directory.findings(folder / name, status, owner: geteuid()))
            }
        }
        return ids
    }

    /// The numbers of all shards, ascending.
    private func allShards(_ settle: Settle, and known: Set<UInt64>) throws(SystemError) -> [UInt64] {
        var shards = known
        for state in Self.shardedStates {
            for (name, status) in try entries(of: state.folder) {
                guard let number = name == "0" ? 0 : positiveNumber(name.bytes) else {
                    try settle([Finding(state.folder / name, "is foreign")])
                    continue
                }
                try settle(Expectation.directory.findings(state.folder / name, status, owner: geteuid()))
                shards.insert(number)
            }
        }
        for (name, _) in try entries(of: Layout.finished) where Outcome(name) == nil {
            try settle([Finding(Layout.finished / name, "is foreign")])
        }
        return shards.sorted()
    }

    /// Looks at the jobs of one shard in all states; the ids of them.
    private func checkShard(
        _ shard: UInt64, running: [JobID], _ settle: Settle
    ) throws(SystemError) -> [JobID] {
        var states: [JobID: [JobState]] = [:]
        for id in running { states[id] = [.running] }
        for state in Self.shardedStates {
            let folder = state.path(ofShard: shard)
            var ids: [JobID] = []
            for id in try jobs(among: folder, settle) {
                guard id.shard == shard else {
                    let home = state.path(ofShard: id.shard)
                    try settle([Finding(folder / id.name, "belongs into the folder \(home)")])
                    continue
                }
                ids.append(id)
                states[id, default: []].append(state)
            }
            try settle(findings(of: ids.sorted(), in: state))
        }
        for (id, places) in states.sorted(by: { $0.key < $1.key }) where places.count > 1 {
            try settle(findings(ofPlaces: places, of: id))
        }
        return Array(states.keys)
    }

    /// A job that was seen twice has moved, unless it is two.
    private func findings(ofPlaces states: [JobState], of id: JobID) throws(SystemError) -> [Finding] {
        var places: [UInt64: FilePath] = [:]
        for state in states {
            let path = state.path(of: id)
            if let status = try root.statusIfPresent(of: path) { places[status.inode] = path }
        }
        let paths = places.values.map(\.description).sorted()
        return paths.count < 2
            ? [] : [Finding(FilePath(paths[0]), "has the same id as \(paths.dropFirst().joined(separator: ", "))")]
    }
}

extension Outcome {
    fileprivate init?(_ name: FilePath) {
        guard let outcome = Self.allCases.first(where: { name == FilePath($0.rawValue) }) else { return nil }
        self = outcome
    }
}
