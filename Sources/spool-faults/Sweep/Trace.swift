/// The system calls of one run, as `strace -o` wrote them.
struct Trace {
    struct Call {
        let name: String
        /// The how-manieth of its name, from 1.
        let occurrence: Int
        /// Whether it comes after the loader and the Swift runtime have started the program.
        let isOwn: Bool
    }

    let calls: [Call]

    /// The first calls of the programs' own code: `openMissingStandardStreams` of `spool`, `blockAllSignals` of `spool-shepherd`.
    private static let firstOwnCalls = ["fcntl(0, F_GETFD", "rt_sigprocmask(SIG_SETMASK, ~["]

    init(_ log: String) {
        let lines = log.split(separator: "\n")
        let firstOwn = lines.firstIndex { line in Self.firstOwnCalls.contains { line.hasPrefix($0) } } ?? 0
        var counts: [String: Int] = [:]
        var calls: [Call] = []
        for (index, line) in lines.enumerated() {
            guard let end = line.firstIndex(of: "("), line.first?.isLetter == true else { continue }
            let name = String(line[..<end])
            counts[name, default: 0] += 1
            calls.append(Call(name: name, occurrence: counts[name] ?? 1, isOwn: index >= firstOwn))
        }
        self.calls = calls
    }

    /// Whether the log of a disturbed run shows that its point was reached.
    static func showsFault(_ log: String) -> Bool { log.contains("INJECTED") || log.contains("+++ killed by SIGKILL") }
}

/// The calls of files and processes that may fail on a machine that is out of something; all others fail only
/// where a program is wrong.
func mayFail(_ call: String) -> Bool {
    let exact: Set<String> = [
        "read", "write", "fsync", "fdatasync", "syncfs", "newfstatat", "fstat", "statx", "getdents64", "vfork", "fork",
        "flock", "fcntl", "poll", "utimensat", "signalfd4", "readlink", "fchmod", "pidfd_open", "pidfd_send_signal",
        "socketpair",
        "dup", "dup3", "ftruncate", "chdir",
    ]
    let families = ["open", "rename", "mkdir", "link", "unlink", "clone", "epoll", "inotify"]
    return exact.contains(call) || families.contains { call.hasPrefix($0) }
}

/// Whether a call may fail so: only one that changes a file system is refused because that is read-only.
func mayFail(_ call: String, with error: ErrorName) -> Bool {
    guard error == .EROFS else { return mayFail(call) }
    let families = [
        "open", "rename", "mkdir", "link", "unlink", "utimensat", "fchmod", "ftruncate", "write", "fsync", "fdatasync",
        "syncfs",
    ]
    return mayFail(call) && families.contains { call.hasPrefix($0) }
}
