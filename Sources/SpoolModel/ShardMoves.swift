import Glibc
import SystemCalls

/// How jobs come into the shards of a state.
extension Spool {
    /// Renames jobs, of ascending ids, into the shards of a state, and makes that durable shard by shard.
    func move(
        _ jobs: [(FilePath, JobID)], durablyInto state: JobState, progress: (Int) -> Void = { _ in }
    ) throws(SystemError) {
        var rest = jobs[...]
        var whole: [UInt64] = []
        while let shard = rest.first?.1.shard {
            let ofShard = rest.prefix { $0.1.shard == shard }
            if try moveWhole(ofShard, to: state, shard) {
                whole.append(shard)
            } else {
                try move(ofShard, to: state, shard, durably: true)
            }
            rest = rest.dropFirst(ofShard.count)
            progress(jobs.count - rest.count)
        }
        try settle(whole, of: state)
    }

    /// Makes shards that came with their jobs durable. Their own names came to the disk with them.
    private func settle(_ shards: [UInt64], of state: JobState) throws(SystemError) {
        if shards.isEmpty { return }
        try root.openDirectory(state.folder).sync()
        // One that still looks new costs others a sync.
        try forEach(shards, of: state) { try? $0.setPermissions(0o700) }
    }

    /// Moves a shard that was built as a whole and to which nobody else's job belongs; false where its jobs have to move one by one.
    private func moveWhole(
        _ jobs: ArraySlice<(FilePath, JobID)>, to state: JobState, _ shard: UInt64
    ) throws(SystemError) -> Bool {
        guard jobs.count == Layout.jobsPerShard, let (path, _) = jobs.first else { return false }
        do throws(SystemError) { try root.rename(path.parent, to: state.path(ofShard: shard)) } catch {
            // Something that is no job lies in its place.
            if [EEXIST, ENOTEMPTY, ENOTDIR].contains(error.code) { return false }
            throw error
        }
        return true
    }

    /// Makes the moves into some shards of a state durable.
    func sync(_ shards: some Collection<UInt64>, of state: JobState) throws(SystemError) {
        try forEach(shards, of: state) { shard throws(SystemError) in try sync(shard) }
    }

    private func sync(_ shard: borrowing FileDescriptor) throws(SystemError) {
        try shard.sync()
        if try shard.status().linkCount == 0 { try syncAfterRemoval() }
    }

    /// All jobs of a shard have moved on meanwhile, and the empty shard was removed. Wherever they are by now, all of the way is kept: a
    /// sync of 'running', which they may have left again, could keep that and not the shard to which they went.
    private func syncAfterRemoval() throws(SystemError) { try root.syncFileSystem() }

    /// Renames a job into its shard of a state, which is made where there is none.
    func move(_ path: FilePath, to state: JobState, _ id: JobID) throws(SystemError) {
        try move([(path, id)], to: state, id.shard, durably: false)
    }

    /// Renames jobs into their shard.
    ///
    /// A shard is durable before anything comes into it: a sync of the folder that a job leaves could otherwise keep the rename and
    /// not the shard.
    private func move(
        _ jobs: ArraySlice<(FilePath, JobID)>, to state: JobState, _ shard: UInt64, durably: Bool
    ) throws(SystemError) {
        let name = state.path(ofShard: shard)
        var rest = jobs
        while !rest.isEmpty {
            let count = rest.count
            do throws(SystemError) {
                let directory = try root.openDirectory(name)
                if try directory.status().mayBeNewShard { try root.openDirectory(state.folder).sync() }
                while let (path, id) = rest.first {
                    try root.rename(path, to: id.name, in: directory)
                    rest.removeFirst()
                }
                if durably { try sync(directory) }
            } catch {
                if error.code == ENOTDIR, try root.statusIfPresent(of: name)?.kind == .symbolicLink {
                    // What lies behind it is not of this spool.
                    throw SystemError("move a job into the symbolic link", at: name, code: ELOOP)
                }
                // There is no such shard yet, or it was emptied and has just been removed.
                guard error.code == ENOENT, let (path, _) = rest.first, try root.statusIfPresent(of: path) != nil else {
                    throw error
                }
                if durably, rest.count < count { try syncAfterRemoval() }
                try root.makeDirectoryIfAbsent(name)
            }
        }
    }

    /// Does something with shards into which jobs have come.
    private func forEach(
        _ shards: some Collection<UInt64>, of state: JobState,
        _ body: (borrowing FileDescriptor) throws(SystemError) -> Void
    ) throws(SystemError) {
        if shards.isEmpty { return }
        let folder = try root.openDirectory(state.folder)
        for shard in shards {
            do throws(SystemError) { try body(try folder.openDirectory("\(shard)")) } catch {
                if error.code != ENOENT { throw error }
                try syncAfterRemoval()
            }
        }
    }
}

extension FileStatus {
    /// Whether this shard may have been made by somebody who has not come to the sync of the folder above it. Where a job, which is a directory,
    /// lies in it, whoever moved the first one in has seen to that; who moves a whole one says when.
    var mayBeNewShard: Bool { directoryCount ?? 0 == 0 || permissions & S_ISVTX != 0 }
}
