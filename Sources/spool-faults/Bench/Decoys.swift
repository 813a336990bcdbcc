import Glibc
import SystemCalls

/// Processes that look like a job's, and are not: nobody may end them.
struct Decoys {
    private var processes: [ProcessIdentity] = []

    /// Starts those that are not alive.
    mutating func revive(in bench: Bench) throws {
        if processes.count == 3, deadOnes == 0 { return }
        end()
        let spool = bench.spool
        for (number, variables) in [
            // The same job of another spool, another attempt of a job, a job with a longer number.
            ["SPOOL_DIR=\(spool)2", "SPOOL_JOB_ID=1", "SPOOL_JOB_DIR=\(spool)2/running/1", "SPOOL_ATTEMPT=1"],
            ["SPOOL_DIR=\(spool)2", "SPOOL_JOB_ID=1", "SPOOL_JOB_DIR=\(spool)/running/1", "SPOOL_ATTEMPT=1"],
            ["SPOOL_DIR=\(spool)/", "SPOOL_JOB_ID=10", "SPOOL_JOB_DIR=\(spool)/running/10", "SPOOL_ATTEMPT=1"],
        ].enumerated() {
            let pid = try bench.start(["sleep", "86400"], variables: variables, files: "decoy-\(number)")
            guard let identity = ProcessIdentity(current: pid) else { throw SweepError("a decoy did not start.") }
            processes.append(identity)
        }
    }

    /// How many were ended by somebody.
    var deadOnes: Int {
        processes.count { ProcessStatus(of: $0.pid).map { $0.isZombie } ?? true }
    }

    mutating func end() {
        for process in processes {
            ProcessHandle(process)?.send(SIGKILL)
            _ = try? waitForChild(process.pid)
        }
        processes = []
    }
}
