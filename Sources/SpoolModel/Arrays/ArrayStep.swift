import SystemCalls

/// What a shepherd does with a running array that it finds.
///
/// Each attempt is the work of one shepherd: what it has left of the tasks is for the next one.
public enum ArrayStep: Hashable, Sendable {
    case start(attempt: Int)
    /// It was cancelled before it was started.
    case finishUnstarted
    /// The attempt has no result: end what is left of its tasks, then write what became of them.
    case bury(attempt: Int)
    case settle(Disposition)

    /// - Parameters:
    ///   - result: the whole result of the last attempt that was started.
    ///   - waiting: how many tasks are still to be started.
    public init(_ history: JobHistory, result: ResultRecord?, waiting: Int) {
        let last = history.lastStarted
        if last == 0 {
            self = history.isCancelRequested ? .finishUnstarted : .start(attempt: 1)
        } else if let result {
            if waiting == 0 {
                // What was left then was cancelled since, and the last word is a result that says so.
                let left = result.tasks?[.waiting] ?? 0
                self =
                    left > 0 && !history.isCancelRequested
                    ? .start(attempt: last + 1) : .settle(.finish(result.outcome))
            } else {
                self = history.isCancelRequested ? .settle(.finish(.cancelled)) : .start(attempt: last + 1)
            }
        } else {
            self = .bury(attempt: last)
        }
    }
}

extension JobDirectory {
    /// Where each task of an array stands, by the tables of all attempts so far and by what users want.
    ///
    /// A task of the last attempt may be running still.
    public func ledger(
        of array: ArrayDescription, onLoss: JobRecord.OnLoss, attempts: Int
    ) throws(SystemError) -> TaskLedger {
        var ledger = TaskLedger(array.tasks)
        var losses: [Int: Int] = [:]
        for attempt in 1..<(attempts + 1) {
            try table(attempt: attempt, of: array)?.forEachPhase { task, phase in
                ledger[task] = phase
                if phase == .lost { losses[task, default: 0] += 1 }
                if phase == .waiting { ledger.retries[task, default: 0] += 1 }
            }
            for range in try again(attempt: attempt)?.tasks ?? [] where range.overlaps(array.tasks) {
                for task in range.clamped(to: array.tasks) where ledger[task] != .running {
                    ledger[task] = .waiting
                    ledger.retries[task] = nil
                }
            }
        }
        if onLoss == .requeue {
            for (task, count) in losses where count < JobRecord.maximumAttempts && ledger[task] == .lost {
                ledger[task] = .waiting
            }
        }
        ledger.cancel(try orders())
        return ledger
    }
}

extension TaskLedger {
    /// Cancels the tasks that were to be cancelled before they were started; nothing is written of them anywhere.
    public mutating func cancel(_ orders: TaskOrders) {
        for order in orders.cancelled {
            guard order.tasks.overlaps(tasks) else { continue }
            for task in order.tasks.clamped(to: tasks) where self[task] == .waiting {
                self[task] = .cancelled
            }
        }
    }
}
