import CLinux
import Glibc

/// Signals received as input, not as interruptions: `signalfd(2)`.
public struct SignalWatch: ~Copyable, Sendable {
    public let descriptor: FileDescriptor

    /// Blocks the signals for this thread, and for all that it starts later, and collects them.
    public init(_ signals: [Int32]) throws(SystemError) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        descriptor = FileDescriptor(
            owning: try retrying("watch", "signals") {
                signalfd(-1, &set, Int32(SFD_NONBLOCK | SFD_CLOEXEC))
            })
    }

    /// The number of a signal that has arrived; nil where none has.
    public func next() -> Int32? {
        var information = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        return read(descriptor.number, &information, size) == size ? Int32(information.ssi_signo) : nil
    }
}

extension FileDescriptor {
    /// Has SIGIO sent to this process whenever a name comes into this directory, for as long as it is open.
    ///
    /// To close an inotify instance takes the kernel some 15 ms, and a user has 128 of them; this has neither cost nor limit.
    /// The corresponding C function is `fcntl` with `F_NOTIFY`.
    public func signalNewEntries() throws(SystemError) {
        _ = try retrying("watch", name) { clinux_notify_of_entries(number) }
    }
}

/// Blocks every signal that can be blocked, for this thread. The corresponding C function is `pthread_sigmask`.
public func blockAllSignals() {
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, nil)
}

/// Has the kernel tell of children that end, and keep their statuses, even where this process was started with SIGCHLD ignored.
///
/// Source: `waitpid(2)`, NOTES. The corresponding C function is `signal`.
public func expectChildren() { signal(SIGCHLD, SIG_DFL) }

/// Whether this process was started with a signal ignored, as `nohup(1)` does it with SIGHUP.
///
/// The corresponding C function is `sigaction`.
public func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(signal, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
}

/// Makes every descriptor from 3 on close when another program is executed.
///
/// The corresponding C function is `close_range` with `CLOSE_RANGE_CLOEXEC`; before Linux 5.11 `fcntl` on each.
public func closeOtherDescriptorsOnExec() throws(SystemError) {
    if clinux_close_range_on_exec(3) == 0 { return }
    for name in try FileDescriptor.workingDirectory.openDirectory("/proc/self/fd").entries() {
        guard let number = Int32(ascii: name.bytes), number > 2 else { continue }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }
}

/// Closes every descriptor from 3 on; for a process that has opened none itself so far.
///
/// The corresponding C function is `close_range`; before Linux 5.9 they stay open.
public func closeInheritedDescriptors() { _ = clinux_close_range(3) }
