import Glibc
import SystemCalls

/// Why no process was started for a job.
public struct Refusal: Error {
    public let reason: String

    public init(reason: String) { self.reason = reason }

    /// - Parameters:
    ///   - code: what the kernel said.
    ///   - executable: the program that was to be executed.
    ///   - limits: those of the supervisor, one of which may stand in the way.
    public init(code: Int32, executable: String? = nil, limits: ProcessLimits = .own) {
        var reason = "cannot start a process for a job: \(String(cString: strerror(code)))"
        if let executable, [ENOENT, EACCES, ENOEXEC].contains(code) {
            reason += ", \(executable). Install it anew beside spool"
        } else if code == EMFILE {
            let limit = limits.files.map { "\($0)" } ?? "no more"
            reason += ": the supervisor may have \(limit) files open (ulimit -n), and needs 3 for each running job"
        } else if code == EAGAIN {
            let limit = limits.processes.map { "\($0)" } ?? "no more"
            reason += ": this user may have \(limit) processes (ulimit -u), a control group fewer (pids.max), and "
            reason += "a running job takes 2"
        }
        self.reason = reason
    }
}
