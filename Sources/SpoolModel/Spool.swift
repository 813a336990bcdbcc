import Glibc
import SystemCalls

/// A spool that was opened: a directory with the layout of docs/spool-format.md.
public final class Spool: Sendable {
    public let root: FileDescriptor
    /// Absolute, as the kernel has it.
    public let path: FilePath

    /// Opens an existing spool, and makes the folders that are missing from it: a fresh checkout has `format` alone.
    public convenience init(at given: FilePath) throws(SpoolError) {
        try self.init(root: try Self.openRoot(given), given: given)
    }

    /// Takes a spool that is open already.
    public init(root: consuming FileDescriptor, given: FilePath) throws(SpoolError) {
        self.root = root
        let advice = "Name another spool with --spool DIR."
        do throws(SystemError) { path = try self.root.path() } catch {
            throw .system(error, spool: given, consequence: advice)
        }
        let status = try wrapping(consequence: advice) { () throws(SystemError) in try self.root.status() }
        let format: [UInt8]?
        do throws(SystemError) { format = try self.root.contentIfPresent(of: Layout.format) } catch {
            throw status.owner == geteuid() ? .system(error, spool: path, consequence: advice) : .otherOwner(path)
        }
        // A directory that is no spool may have any owner and mode.
        guard let format else { throw .noSpool(path) }
        if status.owner != geteuid() { throw .otherOwner(path) }
        if status.permissions & 0o022 != 0 { throw .writableByOthers(path) }
        if format != Layout.formatContent { throw .otherVersion(path, format: format) }
        var isIncomplete = false
        for folder in Layout.folders + Outcome.allCases.map(Layout.finished) {
            let status = try? self.root.status(of: folder)
            if let status, status.kind != .directory { throw .foreignFolder(path, folder) }
            // Any other is missed by 'spool check' as well.
            if status == nil, folder == Layout.ids || folder == Layout.uniqueKeys { isIncomplete = true }
        }
        if isIncomplete {
            try wrapping(consequence: advice) { () throws(SystemError) in try self.root.makeFolders() }
        }
    }

    /// Makes a spool where there is none, and opens it. Any number of processes may do that at once.
    ///
    /// A directory that holds anything else is left as it is.
    public static func create(at given: FilePath) throws(SpoolError) -> Spool {
        var holdsOther = false
        do throws(SystemError) {
            try makeDirectories(given)
            let root = try FileDescriptor.workingDirectory.openFollowing(given, O_RDONLY | O_DIRECTORY)
            holdsOther = try root.entries().contains { !Layout.folders.contains($0) && !Layout.files.contains($0) }
            if holdsOther { throw SystemError("make a spool of", at: given, code: ENOTEMPTY) }
            try root.makeFolders()
            if try root.statusIfPresent(of: Layout.format) == nil {
                let name = Layout.temporary / "format-\(getpid())"
                // One that was killed may have left it, with the same number: the first processes of containers do.
                try? root.unlink(name)
                try root.create(name, content: Layout.formatContent, durably: true)
                try root.rename(name, to: Layout.format)
                try root.sync()
                try root.syncName()
            }
        } catch {
            throw holdsOther
                ? .notEmpty(given) : .system(error, spool: given, consequence: "No spool was made.")
        }
        return try Spool(at: given)
    }

    private static func openRoot(_ path: FilePath) throws(SpoolError) -> FileDescriptor {
        do throws(SystemError) {
            return try FileDescriptor.workingDirectory.openFollowing(path, O_RDONLY | O_DIRECTORY)
        } catch {
            if error.isAbsence { throw .noSpool(path) }
            throw .system(error, spool: path, consequence: "Name another spool with --spool DIR.")
        }
    }

    /// Whether a directory is a spool, of whatever version.
    public static func exists(at path: FilePath) -> Bool {
        (try? FileDescriptor.workingDirectory.status(of: path / Layout.format))?.kind == .regular
    }

    /// Runs system calls, and says what their failure means for the user.
    public func wrapping<Result: ~Copyable>(
        consequence: String, _ body: () throws(SystemError) -> Result
    ) throws(SpoolError) -> Result {
        do throws(SystemError) { return try body() } catch {
            throw .system(error, spool: path, consequence: consequence)
        }
    }

    /// Opens each folder that jobs lie in: a job whose folder is gone cannot be moved on.
    public func requireFolders() throws(SpoolError) {
        for state in JobState.all {
            do throws(SystemError) { _ = try root.openDirectory(state.folder) } catch {
                let advice = error.isAbsence ? " 'spool check --repair' makes folders that are missing." : ""
                throw .system(error, spool: path, consequence: "Nothing was started." + advice)
            }
        }
    }

    /// Tells the supervisor, if there is one, to look around.
    public func wakeSupervisor() { try? root.touch(Layout.wake) }
}

extension FileDescriptor {
    /// Makes every folder of a spool that is missing.
    fileprivate func makeFolders() throws(SystemError) {
        try setPermissions(0o700)
        for folder in Layout.folders where folder != Layout.ids { try makeDirectoryIfAbsent(folder) }
        for outcome in Outcome.allCases { try makeDirectoryIfAbsent(Layout.finished(outcome)) }
        for file in [Layout.wake, Layout.supervisorLock] { _ = try open(file, O_WRONLY | O_CREAT) }
        if try statusIfPresent(of: Layout.ids) == nil { try makeIDs() }
        try openDirectory(Layout.finished).sync()
        try sync()
    }

    /// The next id comes into place with its folder: somebody else may already have taken some. It is 1, but in a spool that has
    /// lost the folder and not its jobs.
    private func makeIDs() throws(SystemError) {
        let name = Layout.temporary / "ids-\(getpid())"
        let next: FilePath = "\((try highestID()?.number ?? 0) + 1)"
        try makeDirectoryIfAbsent(name)
        _ = try open(name / next, O_WRONLY | O_CREAT)
        try openDirectory(name).sync()
        do throws(SystemError) { try rename(name, to: Layout.ids) } catch {
            if !error.isPresence { throw error }
            try unlink(name / next)
            try removeDirectory(name)
        }
    }

    /// Makes a directory's own name durable, where the directory above may be read: a sync of a directory does not do that (`fsync(2)`).
    fileprivate func syncName() throws(SystemError) {
        do throws(SystemError) { try openDirectory("..").sync() } catch {
            if error.code != EACCES { throw error }
        }
    }

    /// Writes a new file; one of that name must not exist.
    @discardableResult
    func create(
        _ name: FilePath, content: [UInt8], mode: mode_t = 0o600, durably: Bool
    ) throws(SystemError) -> FileDescriptor {
        let file = try open(name, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
        try file.writeAll(content)
        if durably { try file.sync() }
        return file
    }

    /// Writes a file so that a reader finds the old one or the new one.
    func replace(_ name: FilePath, content: [UInt8], durably: Bool) throws(SystemError) {
        let temporary = FilePath(bytes: name.bytes + "\(Layout.newSuffix)\(getpid())".utf8)
        try? unlink(temporary)
        do throws(SystemError) {
            try create(temporary, content: content, durably: durably)
            try rename(temporary, to: name)
        } catch {
            try? unlink(temporary)
            throw error
        }
    }

    /// Reads a regular file; nil where there is none of that name.
    func contentIfPresent(of name: FilePath, limit: Int = 16 << 20) throws(SystemError) -> [UInt8]? {
        let file: FileDescriptor
        do throws(SystemError) { file = try open(name, O_RDONLY | O_NONBLOCK) } catch {
            if error.isAbsence { return nil }
            throw error
        }
        let status = try file.status()
        guard status.kind == .regular else { throw SystemError("read", at: name, code: EINVAL) }
        // One that is too long is not even begun: it may be a hole of any size.
        if status.size > limit { throw SystemError("read", at: name, code: EFBIG) }
        return try file.readAll(limit: limit)
    }
}

/// Makes a directory, and those on the way to it that are missing.
private func makeDirectories(_ path: FilePath) throws(SystemError) {
    do throws(SystemError) { try FileDescriptor.workingDirectory.makeDirectoryIfAbsent(path) } catch {
        guard error.code == ENOENT, path.parent != path else { throw error }
        try makeDirectories(path.parent)
        try FileDescriptor.workingDirectory.openFollowing(path.parent, O_RDONLY | O_DIRECTORY).syncName()
        try FileDescriptor.workingDirectory.makeDirectoryIfAbsent(path)
    }
}
