import CLinux
import Glibc

/// What `stat(2)` tells that a spool needs.
public struct FileStatus: Sendable {
    public enum Kind: Sendable { case regular, directory, symbolicLink, fifo, socket, device }

    public let kind: Kind
    public let inode: UInt64
    public let owner: uid_t
    public let permissions: mode_t
    /// Bytes.
    public let size: Int
    public let linkCount: Int
    /// Milliseconds since 1970-01-01 UTC.
    public let modifiedMilliseconds: Int64

    /// How many directories lie in this one: each has a link to it. Nil on a file system that does not count them, such as btrfs, where the
    /// number of links is 1.
    public var directoryCount: Int? { linkCount >= 2 ? linkCount - 2 : nil }

    init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .regular
        case S_IFDIR: kind = .directory
        case S_IFLNK: kind = .symbolicLink
        case S_IFIFO: kind = .fifo
        case S_IFSOCK: kind = .socket
        default: kind = .device
        }
        inode = UInt64(status.st_ino)
        owner = status.st_uid
        permissions = status.st_mode & 0o7777
        size = Int(status.st_size)
        linkCount = Int(status.st_nlink)
        modifiedMilliseconds = Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
    }
}

/// Changes of a directory's entries, by names relative to it.
extension FileDescriptor {
    /// The file itself. The corresponding C function is `fstat`.
    public func status() throws(SystemError) -> FileStatus {
        var status = stat()
        _ = try retrying("examine", name) { fstat(number, &status) }
        return FileStatus(status)
    }

    /// A file by name; a symbolic link is not followed. The corresponding C function is `fstatat`.
    public func status(of path: FilePath) throws(SystemError) -> FileStatus {
        var status = stat()
        _ = try retrying("examine", at: path) {
            path.withCString { fstatat(number, $0, &status, AT_SYMLINK_NOFOLLOW) }
        }
        return FileStatus(status)
    }

    /// As `status(of:)`, with nil for a file that does not exist.
    public func statusIfPresent(of path: FilePath) throws(SystemError) -> FileStatus? {
        do throws(SystemError) { return try status(of: path) } catch {
            if error.isAbsence { return nil }
            throw error
        }
    }

    /// The corresponding C function is `mkdirat`.
    public func makeDirectory(_ path: FilePath, mode: mode_t = 0o700) throws(SystemError) {
        _ = try retrying("create", at: path) { path.withCString { mkdirat(number, $0, mode) } }
    }

    /// Makes a directory with a name that no other has and that begins with `prefix`; its path. The corresponding C function is `mkdtemp`.
    public static func makeTemporaryDirectory(_ prefix: FilePath) throws(SystemError) -> FilePath {
        var template = prefix.bytes.map { CChar(bitPattern: $0) } + Array(".XXXXXX".utf8CString)
        if mkdtemp(&template) == nil { throw SystemError("create", "\(prefix).XXXXXX") }
        return FilePath(bytes: template.dropLast().map { UInt8(bitPattern: $0) })
    }

    /// Makes a directory where there is none; whether it was made.
    @discardableResult
    public func makeDirectoryIfAbsent(_ path: FilePath) throws(SystemError) -> Bool {
        do throws(SystemError) { try makeDirectory(path) } catch {
            if error.code == EEXIST { return false }
            throw error
        }
        return true
    }

    /// Renames; an existing file, or an empty directory, of the new name is replaced. The corresponding C function is `renameat`.
    public func rename(_ old: FilePath, to new: FilePath) throws(SystemError) {
        _ = try retrying("rename", "\(old) to \(new)") {
            old.withCString { oldName in new.withCString { renameat(number, oldName, number, $0) } }
        }
    }

    /// Renames into another directory. The corresponding C function is `renameat`.
    public func rename(_ old: FilePath, to new: FilePath, in directory: borrowing FileDescriptor) throws(SystemError) {
        let target = directory.number
        _ = try retrying("rename", "\(old) to \(directory.name)/\(new)") {
            old.withCString { oldName in new.withCString { renameat(number, oldName, target, $0) } }
        }
    }

    /// Gives a file a second name. The corresponding C function is `linkat`.
    public func link(_ path: FilePath, as name: FilePath, in directory: borrowing FileDescriptor) throws(SystemError) {
        let target = directory.number
        _ = try retrying("link", "\(path) as \(name)") {
            path.withCString { oldName in name.withCString { linkat(number, oldName, target, $0, 0) } }
        }
    }

    /// Removes a file's name. The corresponding C function is `unlinkat`.
    public func unlink(_ path: FilePath) throws(SystemError) {
        _ = try retrying("delete", at: path) { path.withCString { unlinkat(number, $0, 0) } }
    }

    /// Removes an empty directory. The corresponding C function is `unlinkat` with `AT_REMOVEDIR`.
    public func removeDirectory(_ path: FilePath) throws(SystemError) {
        _ = try retrying("delete", at: path) { path.withCString { unlinkat(number, $0, AT_REMOVEDIR) } }
    }

    /// Sets the modification time to now. The corresponding C function is `utimensat`.
    public func touch(_ path: FilePath) throws(SystemError) {
        _ = try retrying("touch", at: path) {
            path.withCString { utimensat(number, $0, nil, AT_SYMLINK_NOFOLLOW) }
        }
    }

    /// The corresponding C function is `fchmod`.
    public func setPermissions(_ mode: mode_t) throws(SystemError) {
        _ = try retrying("set the permissions of", name) { fchmod(number, mode) }
    }

    /// Sets the permissions of a file that need not be readable; a symbolic link is not followed.
    ///
    /// The corresponding C function is `chmod`, on the name of a descriptor of `O_PATH` (`open(2)`).
    public func setPermissions(of path: FilePath, _ mode: mode_t) throws(SystemError) {
        let file = try open(path, Int32(CLINUX_O_PATH))
        guard try file.status().kind != .symbolicLink else {
            throw SystemError("set the permissions of", at: path, code: ELOOP)
        }
        let name: FilePath = "/proc/self/fd/\(file.number)"
        _ = try retrying("set the permissions of", at: path) { name.withCString { chmod($0, mode) } }
    }

    /// Calls `body` for the name of each entry but `.` and `..`, in the order of the file system.
    ///
    /// The corresponding C function is `readdir`.
    public func forEachEntry(_ body: (FilePath) -> Void) throws(SystemError) {
        let own = try openAgain()
        guard let stream = fdopendir(own.number) else {
            let code = errno
            throw SystemError("read", name, code: code)
        }
        _ = own.release()
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                let code = errno
                if code != 0 { throw SystemError("read", self.name, code: code) }
                return
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { FilePath(bytes: $0.prefix { $0 != 0 }) }
            if name != "." && name != ".." { body(name) }
        }
    }

    /// The same directory, with a position of its own.
    private func openAgain() throws(SystemError) -> FileDescriptor {
        do throws(SystemError) { return try openDirectory(".") } catch {
            throw SystemError("open", name, code: error.code)
        }
    }

    /// The names of all entries but `.` and `..`, in the order of the file system.
    public func entries() throws(SystemError) -> [FilePath] {
        var names: [FilePath] = []
        try forEachEntry { names.append($0) }
        return names
    }
}
