import SpoolModel
import SystemCalls

/// A messenger that finds a job of whose end nobody was told.
func messengerScenarios() -> [Scenario] {
    [
        Scenario(.messenger, "notify", .messenger, [1: Expectation(isTold: true)]) { bench in
            // It says what it should only with the variables of the job.
            try bench.submit(bench.job(), "--env", "WHO=1", "--notify", "echo told $WHO >> \(bench.notes)")
            try bench.drainUntold()
        }
    ]
}

extension Bench {
    /// Brings what is queued to its end, and keeps everybody from telling of it.
    fileprivate func drainUntold() throws {
        _ = try FileDescriptor.workingDirectory.makeDirectoryIfAbsent(spool / Layout.untold)
        // A messenger that finds it locked leaves.
        let folder = try Spool(at: spool).openUntold()
        if try !folder.tryLock() { throw SweepError("somebody tells already.") }
        try require("supervise", "--drain", "--slots", "2")
        try eventually("the end of every messenger") { ownProcesses().isEmpty }
    }
}
