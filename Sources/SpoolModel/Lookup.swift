import Glibc
import SystemCalls

/// Finding one job, and listing and counting many.
extension Spool {
    /// Opens a job, wherever it lies.
    ///
    /// The folders are searched in the order in which a job passes through them, so one that moves on meanwhile is not
    /// missed; one that goes back to the queue is found by a further look.
    public func job(_ id: JobID) throws(SpoolError) -> JobDirectory {
        for _ in 0..<3 {
            for state in JobState.all {
                if let descriptor = try open(id, in: state) {
                    return JobDirectory(id: id, state: state, descriptor: descriptor)
                }
            }
        }
        throw .noSuchJob(id, path)
    }

    /// The state of a job; nil where there is no such job.
    public func state(of id: JobID) throws(SpoolError) -> JobState? {
        do throws(SpoolError) { return try job(id).state } catch {
            if case .noSuchJob = error { return nil }
            throw error
        }
    }

    /// Opens a job if it is in a certain state.
    public func open(_ id: JobID, in state: JobState) throws(SpoolError) -> FileDescriptor? {
        do throws(SystemError) { return try root.openDirectory(state.path(of: id)) } catch {
            if error.isAbsence || error.code == ELOOP { return nil }
            throw .system(error, spool: path, consequence: "The job was not read.")
        }
    }

    /// The ids of the jobs in a state, ascending.
    ///
    /// - Parameter last: only so many, the highest ones.
    public func jobs(in state: JobState, last limit: Int = .max) throws(SpoolError) -> [JobID] {
        try wrapping(consequence: "The jobs were not listed.") { () throws(SystemError) in
            guard state.isSharded else {
                return Array(try jobNames(in: try root.openDirectory(state.folder)).suffix(limit))
            }
            let folder = try root.openDirectory(state.folder)
            var shards: [[JobID]] = []
            var found = 0
            for shard in try shardNumbers(in: state).reversed() where found < limit {
                shards.append(try jobs(inShard: shard, of: folder))
                found += shards.last?.count ?? 0
            }
            return Array(shards.reversed().joined().suffix(limit))
        }
    }

    /// The lowest ids of the jobs in a sharded state, ascending.
    public func jobs(in state: JobState, first limit: Int) throws(SpoolError) -> [JobID] {
        try wrapping(consequence: "The jobs were not listed.") { () throws(SystemError) in
            let folder = try root.openDirectory(state.folder)
            var found: [JobID] = []
            for shard in try shardNumbers(in: state) where found.count < limit {
                found += try jobs(inShard: shard, of: folder)
            }
            return Array(found.prefix(limit))
        }
    }

    /// The queued jobs of the first shard that has some which are wanted, ascending.
    ///
    /// Empty shards are removed on the way, but for the last: new ids fall into it, and a submitter may just have made it.
    public func frontOfQueue(where isWanted: (JobID) -> Bool) throws(SpoolError) -> [JobID] {
        try wrapping(consequence: "The queue was not read.") { () throws(SystemError) in
            let folder = try root.openDirectory(Layout.queued)
            let shards = try shardNumbers(in: .queued)
            for shard in shards {
                let found = try jobs(inShard: shard, of: folder)
                if found.isEmpty, shard != shards.last { try? folder.removeDirectory("\(shard)") }
                let wanted = found.filter(isWanted)
                if !wanted.isEmpty { return wanted }
            }
            return []
        }
    }

    /// The number of jobs in a state, without reading the names where the file system counts subdirectories itself.
    public func count(of state: JobState) throws(SpoolError) -> Int {
        try wrapping(consequence: "The jobs were not counted.") { () throws(SystemError) in
            let folder = try root.openDirectory(state.folder)
            guard state.isSharded else { return try jobNames(in: folder).count }
            var total = 0
            for shard in try shardNumbers(in: state) {
                guard let status = try folder.statusIfPresent(of: "\(shard)") else { continue }
                let count =
                    if let count = status.directoryCount { count } else { try jobs(inShard: shard, of: folder).count }
                total += count
            }
            return total
        }
    }

    /// The shards of a state, ascending.
    func shardNumbers(in state: JobState) throws(SystemError) -> [UInt64] {
        var shards: [UInt64] = []
        try root.openDirectory(state.folder).forEachEntry { name in
            if name == "0" { shards.append(0) } else if let shard = positiveNumber(name.bytes) { shards.append(shard) }
        }
        return shards.sorted()
    }

    /// The jobs of one shard, ascending; none where there is no such shard.
    func jobs(inShard shard: UInt64, of folder: borrowing FileDescriptor) throws(SystemError) -> [JobID] {
        do throws(SystemError) {
            return try jobNames(in: try folder.openDirectory("\(shard)")).filter { $0.shard == shard }
        } catch {
            if error.isAbsence { return [] }
            throw error
        }
    }

    private func jobNames(in folder: borrowing FileDescriptor) throws(SystemError) -> [JobID] {
        var ids: [JobID] = []
        try folder.forEachEntry { name in
            if let id = JobID(name.bytes) { ids.append(id) }
        }
        return ids.sorted()
    }
}
