import Glibc
import SystemCalls

/// The third step of a job: an attempt begins, by the shepherd.
extension JobDirectory {
    /// Makes `pid.N`, and `result.N` without content, so that there is a place for the result whatever happens to the disk.
    public func beginAttempt(_ attempt: Int, _ pid: PidRecord) throws(SystemError) -> AttemptFiles {
        let file = try descriptor.open(Layout.pid(attempt), O_WRONLY | O_CREAT | O_EXCL | O_APPEND)
        try file.writeAll(pid.serialized)
        return AttemptFiles(
            pid: file, result: try descriptor.open(Layout.result(attempt), O_WRONLY | O_CREAT | O_TRUNC))
    }

    /// Makes the names of the attempt's files durable: from here on it counts, whether its command executes or not.
    ///
    /// What `pid.N` holds is not durable: after a power cut it says nothing. Nor is the job's place in `running`, for `pid.N` tells
    /// the same in `queued`.
    public func commitAttempt() throws(SystemError) { try descriptor.sync() }

    /// Takes an attempt back whose command was never executed, and says why.
    ///
    /// There may be no room for the reason; the attempt is taken back all the same.
    public func `defer`(attempt: Int?, because deferral: DeferralRecord) throws(SystemError) {
        if let attempt {
            for name in [Layout.result(attempt), Layout.pid(attempt)]
            where try descriptor.statusIfPresent(of: name) != nil {
                try descriptor.unlink(name)
            }
        }
        try? descriptor.replace(Layout.deferred, content: deferral.serialized, durably: false)
    }

    /// Forgets why an earlier try was put off.
    public func forgetDeferral() { try? descriptor.unlink(Layout.deferred) }

    /// Makes or opens a file of the attempt that the command writes to.
    public func openStream(_ name: FilePath) throws(SystemError) -> FileDescriptor {
        try descriptor.open(name, O_WRONLY | O_CREAT | O_APPEND)
    }
}

/// The files of an attempt that its shepherd writes, open.
public struct AttemptFiles: ~Copyable {
    public let pid, result: FileDescriptor
}
