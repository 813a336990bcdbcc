import Glibc
import SpoolModel
import SystemCalls

/// How the try to run an attempt ended.
enum AttemptEnd {
    case ended(ResultRecord)
    /// The machine refused a process; the job is in the queue again.
    case putOff
}

extension Shepherd {
    /// Runs the command and waits until it and everything that it started has ended.
    borrowing func run(_ attempt: Int, _ history: JobHistory) throws -> AttemptEnd {
        let news = try SignalWatch([SIGCHLD, SIGIO])
        // A kernel may be built without the means to tell; then requests to cancel are looked for twice a second.
        let isTold = (try? job.descriptor.signalNewEntries()) != nil
        let started = (wall: WallClock.milliseconds, steady: SteadyClock.microseconds)
        let pid: pid_t
        do {
            pid = try start(attempt, startedAt: started.wall)
            if history.isDeferred { job.forgetDeferral() }
        } catch let refusal as StartError {
            switch refusal {
            case .job(let code, let reason):
                return .ended(
                    ResultRecord(outcome: .failed, status: .exited(code), host: host, reason: reason))
            case .machine(let error):
                try putOff(attempt, error)
                return .putOff
            }
        }
        let end = try watch(pid, news, longestPause: isTold ? nil : 500)
        syncOutputs(attempt)
        let measured = ResultRecord.Measured(
            startedMilliseconds: started.wall, endedMilliseconds: WallClock.milliseconds,
            wallMicroseconds: SteadyClock.microseconds - started.steady, resources: .ofChildren)
        var result = ResultRecord(
            outcome: end.isCancelled ? .cancelled : end.status == .exited(0) ? .succeeded : .failed,
            status: end.status, measured: measured, host: host)
        result.leftBehind = end.leftBehind
        return .ended(result)
    }

    /// The output is as safe as the result that speaks of it. An error shows in the output itself, not in the outcome.
    private func syncOutputs(_ attempt: Int) {
        for (path, name) in [(record.output, Layout.output(attempt)), (record.error, Layout.error(attempt))] {
            let file =
                path.map { try? FileDescriptor.workingDirectory.openFollowing($0, O_WRONLY | O_NONBLOCK) }
                ?? (try? job.descriptor.open(name, O_RDONLY))
            if let file, (try? file.status())?.size ?? 0 > 0 { try? file.sync() }
        }
    }

    private func putOff(_ attempt: Int, _ error: SystemError) throws {
        try job.defer(
            attempt: attempt,
            because: DeferralRecord(atMilliseconds: WallClock.milliseconds, reason: error.description))
        try spool.settle(job.id, from: .running, .requeue)
    }
}
