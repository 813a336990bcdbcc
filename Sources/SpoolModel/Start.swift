import Glibc
import SystemCalls

/// The third step of a job: an attempt begins, by the shepherd.
extension JobDirectory {
    /// Makes `pid.N`, durable; from here on the attempt counts, whether its command executes or not.
    ///
    /// Its name and the job's place in `running` are durable afterwards, its content is not: after a power cut its content says nothing.
    public func beginAttempt(
        _ attempt: Int, _ pid: PidRecord, in spool: Spool
    ) throws(SystemError) -> FileDescriptor {
        let file = try descriptor.open(Layout.pid(attempt), O_WRONLY | O_CREAT | O_EXCL | O_APPEND)
        do throws(SystemError) {
            try file.writeAll(pid.serialized)
            try descriptor.sync()
            try spool.root.openDirectory(Layout.running).sync()
        } catch {
            // Nothing was executed, so there was no attempt.
            try descriptor.unlink(Layout.pid(attempt))
            throw error
        }
        return file
    }

    /// Takes an attempt back whose command was never executed, and says why.
    ///
    /// There may be no room for the reason; the attempt is taken back all the same.
    public func `defer`(attempt: Int?, because deferral: DeferralRecord) throws(SystemError) {
        if let attempt, try descriptor.statusIfPresent(of: Layout.pid(attempt)) != nil {
            try descriptor.unlink(Layout.pid(attempt))
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
