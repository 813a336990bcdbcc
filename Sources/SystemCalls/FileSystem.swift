import CLinux
import Glibc

/// What `statfs(2)` tells of the file system that a file lies on.
public struct FileSystemStatus: Sendable {
    /// The number of its kind, by `statfs(2)`.
    public let magic: UInt32
    /// Bytes that are free for this user; as many as there can be where the file system has no limit.
    public let freeBytes: Int64
    /// Files that can still be made; nil where the file system has no such limit.
    public let freeFiles: Int64?
    public let isReadOnly: Bool

    public init(magic: UInt32, freeBytes: Int64, freeFiles: Int64?, isReadOnly: Bool) {
        self.magic = magic
        self.freeBytes = freeBytes
        self.freeFiles = freeFiles
        self.isReadOnly = isReadOnly
    }

    /// Whether next to nothing can be written any more. A file system refuses to some time before the last block is taken.
    ///
    /// - Parameter bytes: so many more are to be left.
    public func isFull(but bytes: Int = 0) -> Bool { freeBytes < Int64(65536 + bytes) || freeFiles == 0 }
}

extension FileDescriptor {
    /// The corresponding C function is `fstatfs`.
    public func fileSystem() throws(SystemError) -> FileSystemStatus {
        var status = statfs()
        _ = try retrying("examine", "the file system of \(name)") { fstatfs(number, &status) }
        // What is reserved is for the superuser, but for what ext4 keeps from everybody: `ext4(5)`, the smaller of 2 % and 4,096 blocks.
        let kept = min(status.f_bfree, status.f_blocks / 50, 4096)
        let blocks = geteuid() == 0 ? max(status.f_bavail, status.f_bfree - kept) : status.f_bavail
        let (bytes, isTooMuch) = Int64(clamping: blocks).multipliedReportingOverflow(by: Int64(status.f_bsize))
        return FileSystemStatus(
            magic: UInt32(truncatingIfNeeded: status.f_type),
            freeBytes: isTooMuch || status.f_blocks == 0 ? .max : bytes,
            freeFiles: status.f_files == 0 ? nil : Int64(clamping: status.f_ffree),
            isReadOnly: status.f_flags & CLINUX_ST_RDONLY != 0)
    }
}

/// A limit of a process, by `getrlimit(2)`.
public struct ProcessLimits: Hashable, Sendable {
    /// Nil for no limit.
    public let processes, files: Int?

    /// Nil where the process is gone, or not this user's. Source: `proc(5)`, `/proc/PID/limits`.
    public init?(of pid: pid_t) {
        guard let file = try? FileDescriptor.workingDirectory.open("/proc/\(pid)/limits", O_RDONLY),
            let content = try? file.readAll()
        else { return nil }
        self.init(limits: String(decoding: content, as: UTF8.self))
    }

    /// Those of this process, which needs no further descriptor to ask. The corresponding C function is `getrlimit`.
    public static var own: ProcessLimits {
        func soft(_ resource: __rlimit_resource) -> Int? {
            var limit = rlimit()
            guard getrlimit(Int32(resource.rawValue), &limit) == 0, limit.rlim_cur != rlim_t.max else { return nil }
            return Int(clamping: limit.rlim_cur)
        }
        return ProcessLimits(processes: soft(__RLIMIT_NPROC), files: soft(RLIMIT_NOFILE))
    }

    public init(processes: Int?, files: Int?) {
        self.processes = processes
        self.files = files
    }

    /// Reads the text of `/proc/PID/limits`: a name, the soft limit and the hard one.
    init(limits text: String) {
        let lines = text.split(separator: "\n")
        func soft(_ name: String) -> Int? {
            lines.first { $0.hasPrefix(name) }?.dropFirst(name.count).split(separator: " ").first.flatMap { Int($0) }
        }
        processes = soft("Max processes")
        files = soft("Max open files")
    }
}

extension FilePath {
    /// Whether this process may execute the file. The corresponding C function is `access`.
    public var isExecutable: Bool { withCString { access($0, X_OK) == 0 } }
}
