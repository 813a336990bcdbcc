import Glibc
import SpoolModel
import SystemCalls

/// Looks after one running array until it lies in `finished` or in `held`: one process for any number of tasks.
final class ArrayShepherd {
    let base: Shepherd
    let array: ArrayDescription
    var ledger: TaskLedger
    /// Tasks that failed in this attempt, and are to be run again in the next one.
    var toRetry: [Int] = []

    init(_ base: consuming Shepherd, _ array: ArrayDescription) {
        self.base = base
        self.array = array
        ledger = TaskLedger(array.tasks)
    }

    /// Does what the files say is next, until the array has moved on.
    func bringToEnd() throws {
        while true {
            let history = try base.job.history()
            let last = history.lastStarted
            ledger = try base.job.ledger(of: array, onLoss: base.record.onLoss, attempts: last)
            let result = last > 0 ? try base.job.readResult(attempt: last) : nil
            let step = ArrayStep(history, result: result, waiting: ledger.counts[.waiting])
            base.note("looks after the array: \(step.words)")
            switch step {
            case .start(let attempt):
                guard let result = try run(attempt, history) else { return }
                try save(result, attempt)
                let disposition = try disposition(after: attempt, history, result.outcome)
                try base.settle(disposition, after: attempt)
                if disposition == .hold { try lookBehindHold() }
                return
            case .finishUnstarted:
                return try base.settle(.finish(.cancelled))
            case .bury(let attempt):
                try save(try bury(attempt), attempt)
            case .settle(let disposition):
                return try base.settle(disposition)
            }
        }
    }

    /// Where the array goes: on with what is to be retried, then to the tasks that are held, where there are any.
    private func disposition(
        after attempt: Int, _ history: JobHistory, _ outcome: Outcome
    ) throws -> Disposition {
        if try isCancelled() { return .finish(outcome) }
        let orders = try base.job.orders()
        for task in toRetry { ledger[task] = .waiting }
        ledger.cancel(orders)
        if ledger.counts[.waiting] == 0 { return .finish(outcome) }
        if ledger.next(passingOver: orders.held) == nil { return .hold }
        // Without a rule what is left was held, and was released when the attempt was over.
        let delay = base.record.retry?.delay(after: attempt - history.lastAgain, of: base.job.id) ?? 0
        return delay > 0 ? .delay(delay) : .requeue
    }

    /// Releases the array where tasks were released or cancelled while it was on its way to `held`: who did that found it in `running`,
    /// where there was nothing to move.
    private func lookBehindHold() throws {
        try base.untilThereIsRoom { () throws(SystemError) in
            let orders = try base.job.orders()
            ledger.cancel(orders)
            ledger.lookAgain()
            if ledger.counts[.waiting] > 0, ledger.next(passingOver: orders.held) == nil { return }
            do throws(SpoolError) { _ = try base.spool.release([base.job.id]) } catch {
                if case .system(let cause, _, _) = error { throw cause }
            }
        }
    }

    /// Whether the whole array is to end. Asked until there is an answer: what has become of an array is not guessed.
    func isCancelled() throws -> Bool {
        var isCancelled = false
        try base.untilThereIsRoom { () throws(SystemError) in isCancelled = try base.job.cancelRequest() != nil }
        return isCancelled
    }

    /// Runs what is left to run; nil where the machine refused even to begin, and the array is in the queue again.
    private func run(_ attempt: Int, _ history: JobHistory) throws -> ResultRecord? {
        let started = (wall: WallClock.milliseconds, steady: SteadyClock.microseconds)
        do throws(StartError) {
            let run = try ArrayRun(self, attempt, startedAt: started.wall, isDeferred: history.isDeferred)
            try run.untilNothingIsLeft()
        } catch {
            switch error {
            case .machine(let error):
                try base.putOff(attempt, error)
                return nil
            case .job(let code, let reason):
                for task in array.tasks where ledger[task] == .waiting { ledger[task] = .failed }
                return ResultRecord(outcome: .failed, status: .exited(code), host: base.host, reason: reason)
            }
        }
        var result = try result(upTo: attempt)
        result.measured = ResultRecord.Measured(
            startedMilliseconds: started.wall, endedMilliseconds: WallClock.milliseconds,
            wallMicroseconds: SteadyClock.microseconds - started.steady, resources: .ofChildren)
        return result
    }

    /// What has become of the array, by its tasks.
    func result(upTo attempt: Int) throws -> ResultRecord {
        var counts = ledger.counts
        var result = ResultRecord(outcome: counts.outcome, host: base.host)
        if counts[.waiting] + counts[.cancelled] > 0, try isCancelled() {
            result.outcome = .cancelled
            counts.cancelWaiting()
        } else if counts[.waiting] > 0 {
            result.outcome = .cancelled
            result.reason = "tasks that are held were not run"
        }
        result.status = result.outcome == .succeeded ? .exited(0) : try statusOfFirstUnsuccessful(upTo: attempt)
        result.tasks = counts
        return result
    }

    private func statusOfFirstUnsuccessful(upTo attempt: Int) throws -> TerminationStatus? {
        guard let task = ledger.firstUnsuccessful else { return nil }
        for attempt in stride(from: attempt, through: 1, by: -1) {
            if let end = try base.job.table(attempt: attempt, of: array)?.slot(of: task).end { return end.status }
        }
        return nil
    }

    private func save(_ result: ResultRecord, _ attempt: Int) throws {
        try base.untilThereIsRoom { () throws(SystemError) in
            try base.job.saveResult(result, attempt: attempt)
        }
        base.note("has written the result of attempt \(attempt): \(result.words)")
    }

    /// Ends what an attempt without a shepherd has left of its tasks, and says of each that it was lost.
    private func bury(_ attempt: Int) throws -> ResultRecord {
        var running: [Int] = []
        ledger.forEach(.running) { running.append($0) }
        if let table = try base.job.table(attempt: attempt, of: array, forWriting: true) {
            let starts = try running.compactMap { task in
                try table.slot(of: task).start.map { (task: task, start: $0) }
            }
            _ = try base.endSurvivors(attempt, of: starts.compactMap(\.start.command))
            let orders = try base.job.orders()
            try base.untilThereIsRoom { () throws(SystemError) in
                try base.job.keepFiles(
                    of: starts.map { ($0.task, $0.start.lane) }, attempt: attempt, base.record.limits.output)
                // One whose start cannot be read was started all the same.
                for task in running {
                    let outcome: Outcome = orders.cancelRequest(of: task) == nil ? .lost : .cancelled
                    try table.write(TaskSlot.End(outcome: outcome), of: task)
                    ledger[task] = TaskPhase(outcome)
                }
                try table.file.syncData()
            }
        }
        base.job.deleteEmptyLanes(attempt: attempt)
        var result = try result(upTo: attempt)
        if ledger.counts[.waiting] > 0, try !isCancelled() { result.outcome = .lost }
        result.reason = "its shepherd had ended before it, with \(running.count) of its tasks running"
        return result
    }
}

extension JobDirectory {
    /// Gives what some tasks wrote their own names, durably; those that wrote something.
    @discardableResult
    func keepFiles(
        of tasks: [(task: Int, lane: Int)], attempt: Int, _ budget: OutputBudget?
    ) throws(SystemError) -> Set<Int> {
        var all: Set<Int> = []
        for stream in TaskStream.allCases {
            var kept: [Int] = []
            for (task, lane) in tasks where try keepLane(lane, stream, of: task, attempt: attempt, budget) {
                kept.append(task)
            }
            try syncShards(stream, of: kept, attempt: attempt)
            all.formUnion(kept)
        }
        return all
    }
}
