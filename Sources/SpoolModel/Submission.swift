import Glibc
import SystemCalls

/// Jobs that are to be queued together; they share the environment.
public struct Submission: Sendable {
    /// The records, in the order in which the jobs get their ids; their `environmentSize` is filled in here.
    public var records: [JobRecord]
    /// `NAME=VALUE` each.
    public var environment: [[UInt8]]

    public init(records: [JobRecord], environment: [[UInt8]]) {
        self.records = records
        self.environment = environment
    }
}

/// The first step of a job: from a command to a directory in `queued`.
extension Spool {
    /// Queues jobs; when it returns they are on the disk.
    ///
    /// A submitter that is killed leaves behind a directory in `tmp` whose lock is free, and the jobs that it had already
    /// renamed into `queued`, whole.
    public func submit(_ submission: Submission) throws(SpoolError) -> [JobID] {
        guard let ids = try queue(submission) else { throw .noNextID(path) }
        wakeSupervisor()
        return ids
    }

    private func queue(_ submission: Submission) throws(SpoolError) -> [JobID]? {
        if submission.records.isEmpty { return [] }
        let nothing = "Nothing was queued."
        let place = try wrapping(consequence: nothing) { () throws(SystemError) in try makeBuildingPlace() }
        var jobs: [(FilePath, JobID)] = []
        do throws(SystemError) {
            let built = try build(submission, in: place.name, place.directory)
            guard let first = try takeIDs(built.count) else {
                discard(place.name)
                return nil
            }
            jobs = built.enumerated().map { ($1, JobID(first.number + UInt64($0))) }
            try move(jobs, durablyInto: .queued)
            if built.count > 1 { try? root.removeDirectory(place.name) }
            return jobs.map(\.1)
        } catch {
            let stuck = takeBack(jobs).map(\.description).joined(separator: ", ")
            discard(place.name)
            let perhaps = "Nothing was queued, except perhaps \(stuck): 'spool status \(stuck)' tells."
            throw .system(error, spool: path, consequence: stuck.isEmpty ? nothing : perhaps)
        }
    }

    /// Takes jobs out of the queue again that are not safe there; those of which that cannot be said.
    ///
    /// One that was submitted alone is locked until then, so nobody has started it. Those of a batch may have been.
    private func takeBack(_ jobs: [(FilePath, JobID)]) -> [JobID] {
        jobs.filter { path, id in
            if (try? root.rename(JobState.queued.path(of: id), to: path)) != nil { return false }
            return (try? root.statusIfPresent(of: path)) ?? nil == nil
        }.map(\.1)
    }

    private struct BuildingPlace: ~Copyable {
        let name: FilePath
        let directory: FileDescriptor
    }

    /// A directory of our own in `tmp`, locked for as long as it is open.
    private func makeBuildingPlace() throws(SystemError) -> BuildingPlace {
        var attempt = 0
        while true {
            let name = Layout.temporary / FilePath("\(Layout.submitPrefix)\(getpid())-\(attempt)")
            attempt += 1
            guard try root.makeDirectoryIfAbsent(name) else { continue }
            do throws(SystemError) {
                let directory = try root.openDirectory(name)
                if try directory.tryLock(), try directory.status().linkCount > 0 {
                    return BuildingPlace(name: name, directory: directory)
                }
            } catch {
                if !error.isAbsence { throw error }
            }
        }
    }

    /// Writes everything and makes it durable: one job into `place` itself, several into directories below it.
    private func build(
        _ submission: Submission, in place: FilePath, _ directory: borrowing FileDescriptor
    ) throws(SystemError) -> [FilePath] {
        let environment = Array(submission.environment.map { $0 + [0] }.joined())
        if submission.records.count == 1 {
            try linkEnvironment(environment, into: directory)
            try writeRecord(submission.records[0], environment, into: directory, durably: true)
            try directory.sync()
            return [place]
        }
        try linkEnvironment(environment, into: directory)
        var built: [FilePath] = []
        for (index, record) in submission.records.enumerated() {
            let name = FilePath("\(index)")
            try directory.makeDirectory(name)
            let job = try directory.openDirectory(name)
            if !environment.isEmpty { try directory.link(Layout.environment, as: Layout.environment, in: job) }
            try writeRecord(record, environment, into: job, durably: false)
            built.append(place / name)
        }
        if !environment.isEmpty { try directory.unlink(Layout.environment) }
        try root.syncFileSystem()
        return built
    }

    private func writeRecord(
        _ record: JobRecord, _ environment: [UInt8], into job: borrowing FileDescriptor, durably: Bool
    ) throws(SystemError) {
        var record = record
        record.environmentSize = environment.count
        try job.create(Layout.job, content: record.serialized, durably: durably)
    }

    /// Renames jobs into the shards of a state, and makes that durable shard by shard.
    func move(_ jobs: some Sequence<(FilePath, JobID)>, durablyInto state: JobState) throws(SystemError) {
        let folder = try root.openDirectory(state.folder)
        var changed: Set<UInt64> = []
        for (path, id) in jobs {
            let target = state.path(of: id)
            if changed.insert(id.shard).inserted { try folder.makeDirectoryIfAbsent("\(id.shard)") }
            do throws(SystemError) { try root.rename(path, to: target) } catch {
                // An emptied shard may be removed at any moment.
                guard error.code == ENOENT, try folder.makeDirectoryIfAbsent("\(id.shard)") else { throw error }
                try root.rename(path, to: target)
            }
        }
        for shard in changed {
            do throws(SystemError) { try folder.openDirectory("\(shard)").sync() } catch {
                // All of its jobs have moved on already, and the shard was removed: they are safe wherever they are now.
                if !error.isAbsence { throw error }
                try root.syncFileSystem()
            }
        }
        try folder.sync()
    }

    /// Deletes what was built, as far as that goes; what is left is deleted when its lock is free.
    private func discard(_ place: FilePath) { try? deleteTree(place) }
}
