import Glibc
import SpoolModel
import SystemCalls

/// What was seen of a command from its start to the end of the last of its processes.
struct CommandEnd {
    var status: TerminationStatus?
    /// Whether it was ended because somebody asked for that.
    var isCancelled = false
    var leftBehind = 0
}

extension Shepherd {
    /// Waits for the command, ends it when that is asked for, and ends what it leaves behind.
    ///
    /// As the reaper of all its descendants this process has no child left exactly when nothing of the job is left.
    borrowing func watch(_ command: pid_t, _ children: borrowing SignalWatch) throws -> CommandEnd {
        var end = CommandEnd()
        // To close a watch for changes takes the kernel some 15 ms, so a short command does without one.
        _ = try waitForInput([children.descriptor.number], milliseconds: Self.shortCommand)
        if reap(command, children, &end) { return end }
        let changes = try? watchForChanges()
        var teardown = Teardown()
        var signaller = Signaller()
        while true {
            // The look comes after the watch was set up, so a request to cancel is seen by the one or by the other.
            if end.status == nil, let request = job.cancelRequest() {
                end.isCancelled = true
                teardown.request(grace: request.graceMilliseconds, now: SteadyClock.microseconds)
            }
            if end.status != nil {
                if record.leftBehind == .leave { return end }
                if end.leftBehind == 0 { end.leftBehind = descendants().count }
                let grace = job.cancelRequest()?.graceMilliseconds ?? Teardown.defaultGrace
                teardown.request(grace: grace, now: SteadyClock.microseconds)
            }
            let now = SteadyClock.microseconds
            if let signal = teardown.signal(now: now) { signaller.send(signal, to: descendants()) }
            try wait(for: children, or: changes, milliseconds: teardown.pause(now: now))
            if reap(command, children, &end) { return end }
        }
    }

    /// Milliseconds in which a request to cancel is not noticed.
    private static let shortCommand: Int64 = 100

    private func watchForChanges() throws(SystemError) -> ChangeWatch {
        let changes = try ChangeWatch()
        try changes.add(job.descriptor, for: .entries)
        return changes
    }

    /// Waits for the end of a child, or for a new file in the job's directory.
    ///
    /// A user has a limited number of watches (inotify(7), `max_user_instances`, 128 by default); without one it returns now and
    /// then.
    private func wait(
        for children: borrowing SignalWatch, or changes: borrowing ChangeWatch?, milliseconds: Int64?
    ) throws(SystemError) {
        let child = children.descriptor.number
        switch changes {
        case .some(let changes):
            let ready = try waitForInput([child, changes.descriptor.number], milliseconds: milliseconds)
            if ready[1] { changes.take() }
        case nil:
            _ = try waitForInput([child], milliseconds: min(milliseconds ?? 500, 500))
        }
    }

    /// Takes in which children have ended; whether none is left.
    private func reap(_ command: pid_t, _ children: borrowing SignalWatch, _ end: inout CommandEnd) -> Bool {
        while children.next() != nil {}
        while true {
            switch reapChild() {
            case .ended(command, let status): end.status = status
            case .ended: continue
            case .noneEnded: return false
            case .noChildren: return true
            }
        }
    }

    /// Every process that the command has started, directly or not.
    private func descendants() -> [ProcessIdentity] {
        ProcessTree(allProcesses()).descendants(of: [getpid()])
    }
}
