import Glibc
import SystemCalls

/// Jobs that are to be queued together; they share the environment.
public struct Submission: Sendable {
    /// The records, in the order in which the jobs get their ids, all with the same `order`; their `environmentSize` is filled in here.
    public var records: [JobRecord]
    /// `NAME=VALUE` each.
    public var environment: [[UInt8]]
    /// The values of the tasks of a single array, each ended with NUL; nil where it has none.
    public var values: [UInt8]?
    /// What a single job executes in the place of its first argument; nil where that is a program.
    public var script: [UInt8]?
    /// Whether the jobs are to be held until they are released.
    public var isHeld = false

    public init(records: [JobRecord], environment: [[UInt8]]) {
        self.records = records
        self.environment = environment
    }

    /// Has the one job run its command for each of many tasks.
    ///
    /// - Parameters:
    ///   - values: what each of them gets in the places of the command, ended with NUL; nil for its number.
    ///   - columns: how many values each of them has; nil for one that is no column.
    ///   - quotesValues: whether the values come into a line of the shell.
    public mutating func makeArray(
        of tasks: ClosedRange<Int>, values: [UInt8]?, columns: Int? = nil, quotesValues: Bool
    ) {
        var array = ArrayDescription(tasks: tasks)
        array.valuesSize = values?.count
        array.columns = columns
        array.quotesValues = quotesValues
        self.values = values
        for index in records.indices { records[index].array = array }
    }

    /// Where the jobs come to lie.
    var target: JobState { isHeld ? .held : records.first?.order.home ?? .queued }
}

/// The first step of a job: from a command to a directory in `queued`.
extension Spool {
    /// Queues jobs; when it returns they are on the disk.
    ///
    /// A submitter that is killed leaves behind a directory in `tmp` whose lock is free, and the jobs that it had already
    /// renamed into `queued`, whole.
    ///
    /// - Parameters:
    ///   - announce: called with the ids before the first job is in the queue; after an error none gets there.
    ///   - progress: called now and then with the share of the work that is done, from 0 to 1, where there are several jobs.
    public func submit(
        _ submission: Submission, announce: ([JobID]) throws(SystemError) -> Void = { (_) throws(SystemError) in },
        progress: (Double) -> Void = { _ in }
    ) throws(SpoolError) -> [JobID] {
        let ids: [JobID]?
        var stayed: [JobID] = []
        do throws(SystemError) { ids = try queue(submission, announce, progress, stayed: &stayed) } catch {
            wakeSupervisor()
            let consequence =
                stayed.isEmpty
                ? "Nothing was queued." : "Queued all the same, till a power cut at least: \(stayed.rangeText)."
            throw .system(error, spool: path, consequence: consequence)
        }
        guard let ids else { throw .noNextID(path) }
        wakeSupervisor()
        return ids
    }

    /// - Parameter stayed: after an error the jobs that are queued, and could not be taken back.
    private func queue(
        _ submission: Submission, _ announce: ([JobID]) throws(SystemError) -> Void, _ progress: (Double) -> Void,
        stayed: inout [JobID]
    ) throws(SystemError) -> [JobID]? {
        if submission.records.isEmpty { return [] }
        let count = submission.records.count
        // Of a large batch a tenth of the time and less goes into the moves.
        let share = { (built: Int, moved: Int) in (0.9 * Double(built) + 0.1 * Double(moved)) / Double(count) }
        let idFolder = try root.openDirectory(Layout.ids)
        guard let first = try idFolder.takeIDs(count) else { return nil }
        let ids = submission.records.indices.map { JobID(first.number + UInt64($0)) }
        let place = try makeBuildingPlace()
        var jobs: [(FilePath, JobID)] = []
        do throws(SystemError) {
            let built = try build(submission, ids, of: idFolder, in: place) { progress(share($0, 0)) }
            try announce(ids)
            jobs = Array(zip(built, ids))
            try move(jobs, durablyInto: submission.target) { if count > 1 { progress(share(count, $0)) } }
            if count > 1 { discard(place.name) }
            return ids
        } catch {
            stayed = withdraw(jobs, from: submission.target)
            discard(place.name)
            throw error
        }
    }

    /// Takes jobs back to where they were built; those that somebody has claimed already.
    private func withdraw(_ jobs: [(place: FilePath, id: JobID)], from state: JobState) -> [JobID] {
        // Somebody else's jobs keep a shard.
        defer { for shard in Set(jobs.map(\.id.shard)) { try? root.removeDirectory(state.path(ofShard: shard)) } }
        return jobs.filter { place, id in
            if (try? root.status(of: place)) != nil { return false }
            // The whole shard in which it was built may have left.
            _ = try? root.makeDirectoryIfAbsent(place.parent)
            return (try? root.rename(state.path(of: id), to: place)) == nil
        }.map(\.id)
    }

    private struct BuildingPlace: ~Copyable {
        let name: FilePath
        let directory: FileDescriptor
    }

    /// A directory of our own in `tmp`, locked for as long as it is open.
    private func makeBuildingPlace() throws(SystemError) -> BuildingPlace {
        var attempt = 0
        while true {
            let name = Layout.temporary / "\(Layout.submitPrefix)\(getpid())-\(attempt)"
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

    /// Writes everything and makes that and the ids durable: one job into `place` itself, several into shards below it.
    private func build(
        _ submission: Submission, _ ids: [JobID], of idFolder: borrowing FileDescriptor,
        in place: borrowing BuildingPlace, progress: (Int) -> Void
    ) throws(SystemError) -> [FilePath] {
        var environment: [UInt8] = []
        for variable in submission.environment {
            environment += variable
            environment.append(0)
        }
        if submission.records.count == 1 {
            try linkEnvironment(environment, into: place.directory)
            if let values = submission.values {
                try place.directory.create(Layout.values, content: values, durably: true)
            }
            var record = submission.records[0]
            if let script = submission.script {
                try place.directory.create(Layout.script, content: script, mode: 0o700, durably: true)
                record.scriptSize = script.count
            }
            let job = try writeRecord(record, environment, as: Layout.job, in: place.directory)
            // While the record is on its way to the disk the others are waited for.
            job.startWriting()
            // Up to here nothing outside of 'tmp' bears the id.
            try idFolder.sync()
            try place.directory.sync()
            try job.sync()
            return [place.name]
        }
        try linkEnvironment(environment, into: place.directory)
        var built: [FilePath] = []
        var shard: UInt64?
        for (record, id) in zip(submission.records, ids) {
            if id.shard != shard {
                try root.makeDirectory(place.name / "\(id.shard)", mode: Layout.newShardMode)
                shard = id.shard
            }
            let name = id.shardedPath
            built.append(place.name / name)
            try root.makeDirectory(place.name / name)
            try shareEnvironment(environment, of: place.directory, with: name)
            try writeRecord(record, environment, as: name / Layout.job, in: place.directory)
            progress(built.count)
        }
        if !environment.isEmpty { try place.directory.unlink(Layout.environment) }
        try root.syncFileSystem()
        return built
    }

    @discardableResult
    private func writeRecord(
        _ record: JobRecord, _ environment: [UInt8], as name: FilePath, in directory: borrowing FileDescriptor
    ) throws(SystemError) -> FileDescriptor {
        var record = record
        record.environmentSize = environment.count
        return try directory.create(name, content: record.serialized, durably: false)
    }

    /// Deletes what was built, as far as that goes; what is left is deleted when its lock is free.
    private func discard(_ place: FilePath) { try? deleteTree(place) }
}
