import Glibc
import SystemCalls

/// The folder `untold`: jobs that have ended, or are about to, and of which somebody is still to be told.
extension Spool {
    /// Notes, durable, that somebody is to be told of a job's end; before it is moved to `finished`.
    public func markUntold(_ id: JobID) throws(SystemError) {
        try root.makeDirectoryIfAbsent(Layout.untold)
        _ = try root.open(Layout.untold / id.name, O_WRONLY | O_CREAT)
        try openUntold().sync()
    }

    /// The folder itself: whoever tells holds an `flock(2)` on it.
    public func openUntold() throws(SystemError) -> FileDescriptor { try root.openDirectory(Layout.untold) }

    /// The jobs in it, ascending.
    public func untold() throws(SystemError) -> [JobID] {
        var ids: [JobID] = []
        do throws(SystemError) {
            try openUntold().forEachEntry { name in if let id = JobID(name.bytes) { ids.append(id) } }
        } catch {
            if !error.isAbsence { throw error }
        }
        return ids.sorted()
    }

    /// Nobody is to be told of this job any more; after `told` says so.
    public func forgetUntold(_ id: JobID) { try? root.unlink(Layout.untold / id.name) }

    /// Starts whoever tells; it leaves at once where there is one already, or nothing to tell.
    ///
    /// - Parameter program: the path of `spool-shepherd`.
    public func startMessenger(_ program: FilePath) throws(SystemError) {
        let nothing = try FileDescriptor.workingDirectory.openFollowing("/dev/null", O_RDWR)
        let request = SpawnRequest(
            executables: [program], arguments: [program.bytes, Array(Layout.tellWord.utf8)], environment: [],
            directory: "/", startsSession: true)
        _ = try request.spawn(.init(input: nothing.number, output: root.number, error: nothing.number))
    }
}

extension Layout {
    /// How `spool-shepherd` is told to tell.
    public static let tellWord = "tell"
}
