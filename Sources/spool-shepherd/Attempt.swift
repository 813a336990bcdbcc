import Glibc
import SpoolModel
import SystemCalls

/// How the try to run an attempt ended.
enum AttemptEnd {
    /// - Parameter isSaved: whether the result is on the disk.
    case ended(ResultRecord, isSaved: Bool)
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
        let command: StartedCommand
        do throws(StartError) {
            command = try start(attempt, startedAt: started.wall)
        } catch {
            switch error {
            case .job(let code, let reason):
                note("cannot execute the command: \(reason)")
                return .ended(
                    ResultRecord(outcome: .failed, status: .exited(code), host: host, reason: reason), isSaved: false)
            case .machine(let error):
                try putOff(attempt, error)
                return .putOff
            }
        }
        // Read while the command starts, so that it costs no time.
        let kills = outOfMemoryKills()
        if history.isDeferred { job.forgetDeferral() }
        let timeLimit = record.limits.timeoutMilliseconds.map { TimeLimit(milliseconds: $0, from: started.steady) }
        let end = try watch(command.pid, of: attempt, news, timeLimit: timeLimit, longestPause: isTold ? nil : 500)
        job.cutOutputs(attempt: attempt, record.limits.output)
        command.streams.syncOutputs()
        let measured = ResultRecord.Measured(
            startedMilliseconds: started.wall, endedMilliseconds: WallClock.milliseconds,
            wallMicroseconds: SteadyClock.microseconds - started.steady, resources: .ofChildren)
        var result = ResultRecord(
            outcome: end.outcome,
            status: end.status, measured: measured, host: host)
        result.leftBehind = end.leftBehind
        if end.outcome == .failed {
            result.reason = record.limits.resources.cause(
                of: end.status, used: measured.resources.userMicroseconds + measured.resources.systemMicroseconds,
                memoryRanOut: (outOfMemoryKills() ?? 0) > kills ?? .max)
        }
        do throws(SystemError) { try job.saveResult(result, in: command.files) } catch {
            return .ended(result, isSaved: false)
        }
        return .ended(result, isSaved: true)
    }

    func putOff(_ attempt: Int, _ error: SystemError) throws {
        note("puts attempt \(attempt) off: \(error)")
        try job.defer(
            attempt: attempt,
            because: DeferralRecord(atMilliseconds: WallClock.milliseconds, reason: error.description))
        try spool.settle(job.id, from: .running, .requeue)
    }
}
