import CLinux
import Glibc

/// An open file or directory, closed when its owner is gone.
public struct FileDescriptor: ~Copyable, Sendable {
    /// The number, for calls that take it as it is; valid for as long as the owner lives.
    public let number: Int32

    /// Takes ownership of an open descriptor.
    public init(owning number: Int32) { self.number = number }

    deinit {
        if number >= 0 { Glibc.close(number) }
    }

    /// The working directory of this process, as the base of relative paths.
    public static var workingDirectory: FileDescriptor { FileDescriptor(owning: AT_FDCWD) }

    /// Opens a file by a path relative to this directory; never through a symbolic link in its last component.
    ///
    /// - Parameters:
    ///   - flags: as in `open(2)`; `O_CLOEXEC` and `O_NOFOLLOW` are added.
    ///   - mode: permissions of a file that is created, before the umask.
    ///
    /// The corresponding C function is `openat`.
    public func open(_ path: FilePath, _ flags: Int32, mode: mode_t = 0o600) throws(SystemError) -> FileDescriptor {
        try openFollowing(path, flags | O_NOFOLLOW, mode: mode)
    }

    /// As `open`, but through symbolic links: for paths that the user gave, outside the spool.
    public func openFollowing(
        _ path: FilePath, _ flags: Int32, mode: mode_t = 0o600
    ) throws(SystemError) -> FileDescriptor {
        let opened = try retrying("open", at: path) {
            path.withCString { Glibc.openat(number, $0, flags | O_CLOEXEC, mode) }
        }
        return FileDescriptor(owning: opened)
    }

    /// Finds a file without the right to read it: for what is only to be there, entered or executed.
    ///
    /// The corresponding C function is `openat` with `O_PATH`.
    public func locate(_ path: FilePath, isDirectory: Bool = false) throws(SystemError) -> FileDescriptor {
        try openFollowing(path, Int32(CLINUX_O_PATH) | (isDirectory ? O_DIRECTORY : 0))
    }

    /// Opens a directory below this one. The corresponding C function is `openat`.
    public func openDirectory(_ path: FilePath) throws(SystemError) -> FileDescriptor {
        try open(path, O_RDONLY | O_DIRECTORY)
    }

    /// A second descriptor of the same open file. The corresponding C function is `fcntl` with `F_DUPFD_CLOEXEC`.
    public func duplicate() throws(SystemError) -> FileDescriptor {
        FileDescriptor(
            owning: try retrying("duplicate", name) { Glibc.fcntl(number, F_DUPFD_CLOEXEC, 3) })
    }

    /// Gives the number up without closing it.
    public consuming func release() -> Int32 {
        let released = number
        discard self
        return released
    }

    /// The absolute path by which the kernel knows the file now. Linux: `/proc/self/fd`, proc(5).
    public func path() throws(SystemError) -> FilePath {
        try ("/proc/self/fd/\(number)" as FilePath).linkTarget()
    }

    /// What an error calls the file: its path, or the number of the descriptor where the kernel does not tell.
    var name: String { (try? path())?.description ?? "descriptor \(number)" }
}

extension FilePath {
    /// What a symbolic link says. The corresponding C function is `readlink`.
    public func linkTarget() throws(SystemError) -> FilePath {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = try retrying("read the link", at: self) {
            withCString { readlink($0, &buffer, buffer.count) }
        }
        return FilePath(bytes: buffer.prefix(count).map { UInt8(bitPattern: $0) })
    }
}
