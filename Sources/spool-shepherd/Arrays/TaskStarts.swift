import Glibc
import SpoolModel
import SystemCalls

/// A task that is about to start: its files are open, and its start is written.
final class BegunTask {
    let task: Int
    let start: TaskSlot.Start
    let arguments: [[UInt8]]
    let streams: CommandStreams

    init(task: Int, start: TaskSlot.Start, arguments: [[UInt8]], streams: consuming CommandStreams) {
        self.task = task
        self.start = start
        self.arguments = arguments
        self.streams = streams
    }
}

/// A task whose command executes.
struct RunningTask {
    let task: Int
    let start: TaskSlot.Start
    /// On the clock that does not jump.
    let startedMicroseconds: Int64
    /// Of the process that leads it, once it has ended.
    var status: TerminationStatus?
    var resources = ResourceUse.none
    /// What it has left behind and this process has adopted.
    var orphans: Set<pid_t> = []
    var leftBehind = 0
    var isCancelled = false
    /// When its time is up, if it ever is.
    var timeLimit: TimeLimit?
    var isTimedOut = false
    var teardown = Teardown()
    var signaller = Signaller()

    /// What ended it first counts, whatever the command made of it.
    var outcome: Outcome {
        if isCancelled { return .cancelled }
        if isTimedOut { return .timedOut }
        return status == .exited(0) ? .succeeded : .failed
    }
}

extension ArrayRun {
    /// Takes the next tasks and writes that they start, as many as there are slots for.
    func prepareStarts() -> [BegunTask] {
        var begun: [BegunTask] = []
        if orders.cancel != nil || startPause.isWaiting(now: SteadyClock.microseconds) { return [] }
        while running.count + begun.count < cap, begun.count < Self.mostAtOnce,
            let task = owner.ledger.next(passingOver: orders.held)
        {
            let lane = lanes.take()
            do throws(StartError) {
                let next = try begin(task, lane)
                owner.ledger[task] = .running
                begun.append(next)
            } catch {
                switch error {
                case .machine(let error):
                    lanes.giveBack(lane)
                    putOff(error)
                    return begun
                case .job(let code, let reason):
                    refuse(task, TaskSlot.Start(milliseconds: WallClock.milliseconds, lane: lane), code, reason)
                }
            }
        }
        return begun
    }

    /// Descriptors are open for so many at once, within the limit of 1,024 that a process may have.
    private static let mostAtOnce = 64

    private func begin(_ task: Int, _ lane: Int) throws(StartError) -> BegunTask {
        let streams = CommandStreams(
            input: try owner.base.openInput(),
            output: try openOutput(.output, owner.base.record.output, lane),
            error: try openOutput(.error, owner.base.record.error, lane))
        let start = TaskSlot.Start(milliseconds: WallClock.milliseconds, lane: lane)
        do throws(SystemError) {
            let arguments = try commands.arguments(of: task)
            try table.write(start, of: task)
            note(TaskSlot(start: start), of: task)
            return BegunTask(task: task, start: start, arguments: arguments, streams: streams)
        } catch {
            throw StartError(error, isOwnFile: true)
        }
    }

    private func openOutput(
        _ stream: TaskStream, _ path: FilePath?, _ lane: Int
    ) throws(StartError) -> FileDescriptor {
        try owner.base.openOutput(path) { () throws(SystemError) in
            try owner.base.job.openLane(lane, stream, attempt: attempt)
        }
    }

    /// Executes commands whose starts are on the disk.
    func execute(_ begun: [BegunTask]) {
        if begun.isEmpty { return }
        let own = umask(owner.base.record.umask)
        defer { umask(own) }
        for next in begun {
            let before = SteadyClock.microseconds
            do throws(StartError) {
                let pid = try spawn(next)
                owner.base.note("process \(pid) executes the command of task \(next.task)")
                if isDeferred {
                    owner.base.job.forgetDeferral()
                    isDeferred = false
                    startPause = Backoff()
                }
                var start = next.start
                start.command = ProcessIdentity(current: pid)
                // Without it the next shepherd still finds the command, by its environment.
                try? table.note(start, of: next.task)
                var task = RunningTask(task: next.task, start: start, startedMicroseconds: before)
                task.timeLimit = owner.base.record.limits.timeoutMilliseconds.map {
                    TimeLimit(milliseconds: $0, from: before)
                }
                running[pid] = task
            } catch {
                switch error {
                case .machine(let error): takeBack(next, error)
                case .job(let code, let reason): refuse(next.task, next.start, code, reason, next)
                }
            }
        }
    }

    private func spawn(_ next: BegunTask) throws(StartError) -> pid_t {
        do throws(SystemError) {
            return try owner.base.spawn(
                next.arguments, environment + [JobVariables.task(next.task)],
                .init(
                    input: next.streams.input.number, output: next.streams.output.number,
                    error: next.streams.error.number))
        } catch {
            throw StartError(error)
        }
    }

    /// The machine has no process for it: it waits again, and so do all others for a while.
    private func takeBack(_ next: BegunTask, _ error: SystemError) {
        try? table.clear(next.task)
        owner.ledger[next.task] = .waiting
        lanes.giveBack(next.start.lane)
        putOff(error)
    }

    private func putOff(_ error: SystemError) {
        startPause.fail(now: SteadyClock.microseconds)
        owner.base.note("starts no tasks for a while: \(error)")
        isDeferred = true
        try? owner.base.job.defer(
            attempt: nil,
            because: DeferralRecord(atMilliseconds: WallClock.milliseconds, reason: error.description))
    }

    /// It will never execute; the reason stands where its errors would.
    private func refuse(
        _ task: Int, _ start: TaskSlot.Start, _ code: Int32, _ reason: String, _ begun: BegunTask? = nil
    ) {
        owner.ledger[task] = .running
        try? begun?.streams.error.writeAll(Array("spool: \(reason)\n".utf8))
        var end = TaskSlot.End(outcome: .failed, status: .exited(code))
        end.isFollowedByAnother = mayRetry(task, end)
        refused.append(OverTask(task: task, start: start, end: end))
    }
}
