extension Trace.Call {
    /// Whether it may fail so on a machine that is out of something, or has a bad disk; with other errors calls fail only where a program is
    /// wrong.
    ///
    /// Source: `errno(3)` and the man page of each call, and what its file system adds: any call on a file may fail with EIO or ENOMEM.
    func mayFail(with error: ErrorName) -> Bool {
        switch error {
        case .EIO, .ENOMEM: concernsFilesOrProcesses
        case .EINTR: concernsFilesOrProcesses && !isOne(of: ["vfork", "fork", "clone"])
        case .ENOSPC, .EDQUOT, .EROFS: changesFileSystem
        case .EMFILE: makesDescriptor
        }
    }

    private var concernsFilesOrProcesses: Bool {
        changesFileSystem || makesDescriptor
            || isOne(
                of: [
                    "read", "newfstatat", "fstat", "statx", "getdents64", "vfork", "fork", "clone", "flock", "poll",
                    "epoll", "inotify", "pidfd_open", "chdir",
                ])
    }

    private var changesFileSystem: Bool {
        opensToWrite
            || isOne(
                of: [
                    "rename", "mkdir", "link", "unlink", "utimensat", "fchmod", "ftruncate", "write", "fsync",
                    "fdatasync", "syncfs", "sync_file_range",
                ])
    }

    private var makesDescriptor: Bool {
        isOne(of: ["open", "dup", "fcntl", "socketpair", "signalfd", "epoll_create", "inotify_init", "pidfd_open"])
    }

    private func isOne(of families: [String]) -> Bool { families.contains { name.hasPrefix($0) } }
}
