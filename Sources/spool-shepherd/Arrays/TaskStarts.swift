import Glibc
import SpoolModel
import SystemCalls

/// A task that is about to start: its files are open, its process waits, and its start is written.
final class BegunTask {
    let task: Int
    let start: TaskSlot.Start
    let program: [UInt8]
    let pid: pid_t
    let failure: StartFailures.Word
    private var child: ReadyChild?

    init(
        task: Int, start: TaskSlot.Start, program: [UInt8], child: consuming ReadyChild, failure: StartFailures.Word
    ) {
        self.task = task
        self.start = start
        self.program = program
        pid = child.pid
        self.child = consume child
        self.failure = failure
    }

    func execute() throws(SystemError) { try child.take()?.execute() }

    /// Closes the gate at which its process waits.
    func forget() { _ = child.take() }
}

/// A task whose command executes.
struct RunningTask {
    let task: Int
    let start: TaskSlot.Start
    /// The name by which its program was called.
    let program: [UInt8]
    /// Why it could not be executed, where it ended for that.
    let failure: StartFailures.Word
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
        startsLookedAt = SteadyClock.microseconds
        if orders.cancel != nil || startPause.isWaiting(now: startsLookedAt) { return [] }
        if running.count < cap, mayStart, !hasRoom {
            putOff(SystemError("write what tasks would write to", at: Layout.tasks(attempt), code: ENOSPC))
            return []
        }
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
                    let start = TaskSlot.Start(milliseconds: WallClock.milliseconds, lane: lane)
                    try? table.write(start, of: task)
                    refuse(task, start, code, reason)
                }
            }
        }
        return begun
    }

    /// Whether a task that starts now would find room for what it writes: on a full disk one after the other would fail. It cannot be
    /// known how much it takes; some is left for each that runs.
    private var hasRoom: Bool {
        guard let status = try? owner.base.job.descriptor.fileSystem() else { return true }
        return !status.isFull(but: running.count * 16384)
    }

    /// Descriptors are open for so many at once, within the limit of 1,024 that a process may have.
    private static let mostAtOnce = 64

    private func begin(_ task: Int, _ lane: Int) throws(StartError) -> BegunTask {
        let streams = CommandStreams(
            input: try owner.base.openInput(),
            output: try openOutput(.output, owner.base.record.output, lane),
            error: try openOutput(.error, owner.base.record.error, lane))
        let arguments: [[UInt8]]
        let failure: StartFailures.Word
        do throws(SystemError) {
            arguments = try commands.arguments(of: task)
            failure = try failures.take()
        } catch {
            throw StartError(error, isOwnFile: true)
        }
        do throws(StartError) {
            let child = try makeReady(task, arguments, streams, failure)
            let start = TaskSlot.Start(
                milliseconds: WallClock.milliseconds, lane: lane, command: ProcessIdentity(current: child.pid))
            do throws(SystemError) { try table.write(start, of: task) } catch {
                throw StartError(error, isOwnFile: true)
            }
            note(TaskSlot(start: start), of: task)
            return BegunTask(task: task, start: start, program: arguments[0], child: child, failure: failure)
        } catch {
            failures.giveBack(failure)
            throw error
        }
    }

    private func makeReady(
        _ task: Int, _ arguments: [[UInt8]], _ streams: borrowing CommandStreams, _ failure: StartFailures.Word
    ) throws(StartError) -> ReadyChild {
        do throws(SystemError) {
            return try owner.base.request(arguments, environment + [JobVariables.task(task)])
                .makeReady(streams.numbers, mask: owner.base.record.umask, failure)
        } catch {
            throw StartError(error)
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
        for next in begun {
            let before = SteadyClock.microseconds
            do throws(SystemError) { try next.execute() } catch {
                takeBack(next)
                putOff(error)
                continue
            }
            owner.base.note("process \(next.pid) executes the command of task \(next.task)")
            var task = RunningTask(
                task: next.task, start: next.start, program: next.program, failure: next.failure,
                startedMicroseconds: before)
            task.timeLimit = owner.base.record.limits.timeoutMilliseconds.map {
                TimeLimit(milliseconds: $0, from: before)
            }
            running[next.pid] = task
        }
        // Not before: one that was forked later has its gate open, too, until it executes.
        for next in forgotten {
            _ = try? waitForChild(next.pid)
            failures.giveBack(next.failure)
        }
        forgotten = []
        if !begun.isEmpty, isDeferred, !startPause.isWaiting(now: SteadyClock.microseconds) {
            owner.base.job.forgetDeferral()
            isDeferred = false
            startPause = Backoff()
        }
    }

    /// Forgets the processes that ended without having executed their commands.
    func takeBackWhatDidNotExecute() {
        for (leader, task) in running where task.status != nil {
            guard let code = task.failure.code else { continue }
            running[leader] = nil
            failures.giveBack(task.failure)
            switch StartError(SystemError("execute", printable(task.program), code: code)) {
            case .machine(let error):
                takeBack(task.task, task.start)
                putOff(error)
            case .job(let code, let reason): refuse(task.task, task.start, code, reason)
            }
        }
    }

    /// It waits again, and its process, which executes nothing, is waited for when those behind it have been told.
    func takeBack(_ next: BegunTask) {
        next.forget()
        forgotten.append(next)
        takeBack(next.task, next.start)
    }

    private func takeBack(_ task: Int, _ start: TaskSlot.Start) {
        try? table.clear(task)
        owner.ledger[task] = .waiting
        lanes.giveBack(start.lane)
    }

    /// The machine has no room: nothing is started for a while.
    private func putOff(_ error: SystemError) {
        startPause.fail(now: SteadyClock.microseconds)
        owner.base.note("starts no tasks for a while: \(error)")
        isDeferred = true
        try? owner.base.job.defer(
            attempt: nil,
            because: DeferralRecord(atMilliseconds: WallClock.milliseconds, reason: error.description))
    }

    /// It will never execute; the reason stands where its errors would.
    private func refuse(_ task: Int, _ start: TaskSlot.Start, _ code: Int32, _ reason: String) {
        owner.ledger[task] = .running
        let errors =
            (try? openOutput(.error, owner.base.record.error, start.lane))
            ?? (try? owner.base.job.openLane(start.lane, .error, attempt: attempt))
        try? errors?.writeAll(Array("spool: \(reason)\n".utf8))
        var end = TaskSlot.End(outcome: .failed, status: .exited(code))
        end.isFollowedByAnother = mayRetry(task, end)
        refused.append(OverTask(task: task, start: start, end: end))
    }
}
