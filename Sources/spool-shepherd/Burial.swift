import Glibc
import SpoolModel
import SystemCalls

extension Shepherd {
    /// Ends what an attempt without a shepherd has left, and says that it was lost.
    ///
    /// Its exit status went to whoever adopted it, so nothing that it does from here on could ever be known.
    borrowing func bury(_ attempt: Int) throws -> ResultRecord {
        let ended = try endSurvivors(attempt)
        job.cutOutputs(attempt: attempt, record.limits.output)
        var result: ResultRecord
        if try job.history().isCancelRequested {
            result = ResultRecord(
                outcome: .cancelled, host: host,
                reason: "its shepherd had ended before it; its exit status is not known")
        } else {
            let pid = try job.readPid(attempt: attempt)
            let cause =
                pid == nil || pid?.boot != boot
                ? "the machine was restarted, or is another one" : "its shepherd was ended"
            result = ResultRecord(outcome: .lost, host: host, reason: "\(cause); its exit status is not known")
        }
        result.leftBehind = ended
        return result
    }

    /// How many processes of the attempt were found and ended.
    ///
    /// - Parameter commands: of the tasks of an array.
    func endSurvivors(_ attempt: Int, of commands: [ProcessIdentity] = []) throws -> Int {
        guard let pid = try job.readPid(attempt: attempt),
            pid.isOfThisMachine(boot: boot, inode: try job.descriptor.status().inode)
        else { return 0 }
        let marks = JobVariables(spool: spool.path, id: job.id, attempt: attempt)
        var teardown = Teardown()
        var signaller = Signaller()
        var found: Set<ProcessIdentity> = []
        var emptyLooks = 0
        var uncertainLooks = 0
        while true {
            let processes = ProcessTree(try lookAtProcesses())
            let survivors = processes.survivors(of: commands + [pid.command].compactMap { $0 }, marks)
            // The command itself can be at this point, when its shepherd was ended right after it started it. A program that takes
            // a second to be loaded is somebody else's, on a file system that does not answer.
            if survivors.isEmpty, uncertainLooks < 100, processes.isUncertain {
                uncertainLooks += 1
                emptyLooks = 0
                rest(milliseconds: 10)
                continue
            }
            emptyLooks = survivors.isEmpty ? emptyLooks + 1 : 0
            // One that was just being started can be missed by the first look.
            if emptyLooks == 2 { return found.count }
            if !found.isSuperset(of: survivors) { note("finds processes of attempt \(attempt): \(pids(survivors))") }
            found.formUnion(survivors)
            let grace = try job.cancelRequest()?.graceMilliseconds ?? record.limits.grace
            teardown.request(grace: grace, now: SteadyClock.microseconds)
            let now = SteadyClock.microseconds
            if let signal = teardown.signal(now: now) { signaller.send(signal, to: survivors) }
            try waitForEnd(of: survivors, milliseconds: min(teardown.pause(now: now) ?? 100, 100))
        }
    }

    /// Waits until one of the processes has ended, or for the time given.
    private func waitForEnd(of processes: [ProcessIdentity], milliseconds: Int64) throws {
        for process in processes {
            guard let handle = ProcessHandle(process) else { continue }
            _ = try waitForInput([handle.descriptor.number], milliseconds: milliseconds)
            return
        }
    }
}
