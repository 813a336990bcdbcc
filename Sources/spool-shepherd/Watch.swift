import Glibc
import SpoolModel
import SystemCalls

/// What was seen of a command from its start to the end of the last of its processes.
struct CommandEnd {
    var status: TerminationStatus?
    /// Whether it was ended because somebody asked for that.
    var isCancelled = false
    /// Whether it was ended because its time was up.
    var isTimedOut = false
    var leftBehind = 0

    /// What ended it first counts, whatever the command made of it.
    var outcome: Outcome {
        if isCancelled { return .cancelled }
        if isTimedOut { return .timedOut }
        return status == .exited(0) ? .succeeded : .failed
    }
}

extension Shepherd {
    /// Waits for the command, ends it when that is asked for, and ends what it leaves behind.
    ///
    /// As the reaper of all its descendants this process has no child left exactly when nothing of the job is left.
    ///
    /// - Parameters:
    ///   - news: children that end, and new files in the job's directory; it was set up before the first look at either.
    ///   - timeLimit: when its time is up, if it ever is.
    ///   - attempt: the one that the command is.
    ///   - longestPause: milliseconds after which to look all the same; nil where the kernel tells of new files.
    borrowing func watch(
        _ command: pid_t, of attempt: Int, _ news: borrowing SignalWatch, timeLimit: TimeLimit?, longestPause: Int64?
    ) throws -> CommandEnd {
        var keeper = OutputKeeper(record.limits.output)
        var end = CommandEnd()
        var teardown = Teardown()
        var signaller = Signaller()
        while true {
            if reap(command, news, &end) { return end }
            if end.status != nil, record.leftBehind == .leave { return end }
            do throws(SystemError) {
                let look = keeper?.look(at: [Layout.output(attempt), Layout.error(attempt)], of: job)
                let pauses = [try act(on: &end, timeLimit, &teardown, &signaller), look, longestPause]
                let pause = pauses.compactMap { $0 }.min()
                _ = try waitForInput([news.descriptor.number], milliseconds: pause)
            } catch {
                // It could not look or wait. To give up would lose the result of a command that runs.
                rest(milliseconds: 100)
            }
        }
    }

    /// Sends what is to be sent now; milliseconds until there is more to do, nil for never.
    private func act(
        on end: inout CommandEnd, _ timeLimit: TimeLimit?, _ teardown: inout Teardown, _ signaller: inout Signaller
    ) throws(SystemError) -> Int64? {
        if end.status == nil, let request = try job.cancelRequest() {
            if !end.isTimedOut {
                if !end.isCancelled {
                    note("is asked to end the command, with a grace period of \(request.graceMilliseconds) ms")
                }
                end.isCancelled = true
            }
            teardown.request(grace: request.graceMilliseconds, now: SteadyClock.microseconds)
        }
        if end.status == nil, let timeLimit, timeLimit.isOver(now: SteadyClock.microseconds) {
            if !end.isCancelled {
                if !end.isTimedOut { note("the time of the command is up") }
                end.isTimedOut = true
            }
            teardown.request(grace: record.limits.grace, now: SteadyClock.microseconds)
        }
        if end.status != nil {
            if end.leftBehind == 0 {
                end.leftBehind = try descendants().count
                note("\(end.leftBehind) processes are left behind")
            }
            let grace = try job.cancelRequest()?.graceMilliseconds ?? record.limits.grace
            teardown.request(grace: grace, now: SteadyClock.microseconds)
        }
        let now = SteadyClock.microseconds
        if let signal = teardown.signal(now: now) {
            let sent = signaller.send(signal, to: try descendants())
            if !sent.isEmpty { note("sends signal \(signal) to \(pids(sent))") }
        }
        let untilTimeLimit = end.status == nil ? timeLimit?.pause(now: now) : nil
        return [teardown.pause(now: now), signaller.pause, untilTimeLimit].compactMap { $0 }.min()
    }

    /// Takes in which children have ended; whether none is left.
    private func reap(_ command: pid_t, _ news: borrowing SignalWatch, _ end: inout CommandEnd) -> Bool {
        while news.next() != nil {}
        while true {
            switch reapChild() {
            case .ended(command, let status):
                end.status = status
                note("the command has ended: \(status.words)")
            case .ended: continue
            case .noneEnded: return false
            case .noChildren: return true
            }
        }
    }

    /// Every process that the command has started, directly or not.
    private func descendants() throws(SystemError) -> [ProcessIdentity] {
        ProcessTree(try lookAtProcesses()).descendants(of: [getpid()])
    }
}
