import CLinux
import Glibc

/// A descriptor that stands for one process and never for another: `pidfd_open(2)`. It becomes readable at the end of the process.
public struct ProcessHandle: ~Copyable, Sendable {
    public let descriptor: FileDescriptor

    /// Nil where the process is gone, or is not the one meant.
    ///
    /// The start time is compared after the descriptor was opened, so a number that was used again in between is noticed.
    /// The corresponding C function is `pidfd_open`.
    public init?(_ identity: ProcessIdentity) {
        let opened = clinux_pidfd_open(identity.pid)
        if opened < 0 { return nil }
        if !identity.exists {
            close(opened)
            return nil
        }
        descriptor = FileDescriptor(owning: opened)
    }

    /// Whatever process has the number now, such as a child that has just been started: to watch, never to signal. Nil where there is
    /// none.
    public init?(watching pid: pid_t) {
        let opened = clinux_pidfd_open(pid)
        if opened < 0 { return nil }
        descriptor = FileDescriptor(owning: opened)
    }

    /// Whether the process still existed to be signalled. The corresponding C function is `pidfd_send_signal`.
    @discardableResult
    public func send(_ signal: Int32) -> Bool { clinux_pidfd_send_signal(descriptor.number, signal) == 0 }
}

/// How a process ended.
public enum TerminationStatus: Hashable, Sendable {
    case exited(Int32)
    case signaled(Int32)

    /// Reads a wait status as `wait(2)` gives it.
    public init(waitStatus: Int32) {
        self =
            clinux_wifexited(waitStatus) != 0
            ? .exited(clinux_wexitstatus(waitStatus)) : .signaled(clinux_wtermsig(waitStatus))
    }

    /// The exit code that a shell shows: 128 + n for a signal.
    public var shellCode: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}

/// What `waitpid(2)` found without waiting.
public enum ReapedChild: Hashable, Sendable {
    case ended(pid_t, TerminationStatus)
    case noneEnded
    case noChildren
}

/// Takes the status of one child that has ended, adopted ones included. The corresponding C function is `waitpid`.
public func reapChild() -> ReapedChild {
    var status: Int32 = 0
    while true {
        let pid = waitpid(-1, &status, WNOHANG)
        if pid > 0 { return .ended(pid, TerminationStatus(waitStatus: status)) }
        if pid == 0 { return .noneEnded }
        if errno != EINTR { return .noChildren }
    }
}

/// As `reapChild`, with what the child has used; the corresponding C function is `wait4`.
public func reapChildWithUsage() -> (child: ReapedChild, usage: ResourceUse) {
    var status: Int32 = 0
    var usage = rusage()
    while true {
        let pid = wait4(-1, &status, WNOHANG, &usage)
        if pid > 0 { return (.ended(pid, TerminationStatus(waitStatus: status)), ResourceUse(usage)) }
        if pid == 0 { return (.noneEnded, .none) }
        if errno != EINTR { return (.noChildren, .none) }
    }
}

/// Waits for one child to end. The corresponding C function is `waitpid`.
public func waitForChild(_ pid: pid_t) throws(SystemError) -> TerminationStatus {
    var status: Int32 = 0
    _ = try retrying("wait for", "process \(pid)") { waitpid(pid, &status, 0) }
    return TerminationStatus(waitStatus: status)
}

/// Makes this process the parent of every orphaned descendant. The corresponding C function is `prctl` with
/// `PR_SET_CHILD_SUBREAPER`.
public func becomeSubreaper() throws(SystemError) {
    _ = try retrying("become the reaper of", "descendants") { clinux_become_subreaper() }
}

/// What all ended descendants that were waited for have used together.
public struct ResourceUse: Hashable, Sendable {
    public var userMicroseconds: Int64
    public var systemMicroseconds: Int64
    /// Bytes, of the largest single process.
    public var peakMemory: Int64

    public init(userMicroseconds: Int64, systemMicroseconds: Int64, peakMemory: Int64) {
        self.userMicroseconds = userMicroseconds
        self.systemMicroseconds = systemMicroseconds
        self.peakMemory = peakMemory
    }

    public static let none = ResourceUse(userMicroseconds: 0, systemMicroseconds: 0, peakMemory: 0)

    /// The corresponding C function is `getrusage` with `RUSAGE_CHILDREN`.
    public static var ofChildren: ResourceUse {
        var usage = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        return ResourceUse(usage)
    }

    fileprivate init(_ usage: rusage) {
        func microseconds(_ time: timeval) -> Int64 { Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_usec) }
        self.init(
            userMicroseconds: microseconds(usage.ru_utime), systemMicroseconds: microseconds(usage.ru_stime),
            peakMemory: Int64(usage.ru_maxrss) * 1024)
    }

    /// Adds what another process has used; of the memory the greater counts.
    public mutating func add(_ other: ResourceUse) {
        userMicroseconds += other.userMicroseconds
        systemMicroseconds += other.systemMicroseconds
        peakMemory = max(peakMemory, other.peakMemory)
    }
}
