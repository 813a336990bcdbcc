import Glibc
import SystemCalls

/// Which of what has ended is to run again.
public enum RetryChoice: Hashable, Sendable {
    /// The job, or all tasks of an array.
    case all
    /// What failed, was out of time or was lost.
    case failed
    /// These tasks of an array.
    case tasks([ClosedRange<Int>])
}

/// What became of the wish to run a job again.
public enum RetryResult: Hashable, Sendable {
    case queued
    /// There is nothing in it to run again.
    case nothingToDo
    /// It has not ended.
    case unfinished(JobState)
}

/// The way back: from `finished` to the queue.
extension Spool {
    /// Queues a job once more, durably; its attempts go on counting, and what the earlier ones left is kept.
    ///
    /// The wish comes first and is durable, so whoever finds the job in the queue does not take its last result for the end.
    public func retry(_ id: JobID, _ choice: RetryChoice, atMilliseconds now: Int64) throws(SpoolError) -> RetryResult {
        let job = try job(id)
        guard case .finished(let outcome) = job.state else { return .unfinished(job.state) }
        let record = try job.record()
        var again = AgainRecord(atMilliseconds: now)
        if let array = record.array {
            let ranges = try wrapping(consequence: "The job stays as it is.") { () throws(SystemError) in
                try job.tasksToRetry(choice, of: array, record.onLoss)
            }
            if ranges.isEmpty { return .nothingToDo }
            again.tasks = ranges
        } else if choice == .failed, outcome == .succeeded || outcome == .cancelled {
            return .nothingToDo
        }
        try wrapping(consequence: "The job stays as it is.") { () throws(SystemError) in
            let last = try job.history().lastStarted
            if last > 0 {
                try job.descriptor.replace(Layout.again(last), content: again.serialized, durably: true)
            }
            try job.withdrawCancellation(of: again.tasks)
            try job.descriptor.sync()
        }
        try wrapping(consequence: "Whether the job runs again is not known: 'spool status \(id)' tells.") {
            () throws(SystemError) in
            try move([(job.state.path(of: id), id)], durablyInto: try home(of: id, in: job.state))
        }
        wakeSupervisor()
        return .queued
    }
}

extension JobDirectory {
    /// The tasks that a choice stands for, as ranges, ascending.
    fileprivate func tasksToRetry(
        _ choice: RetryChoice, of array: ArrayDescription, _ onLoss: JobRecord.OnLoss
    ) throws(SystemError) -> [ClosedRange<Int>] {
        switch choice {
        case .all: return [array.tasks]
        case .tasks(let tasks): return tasks.sorted { $0.lowerBound < $1.lowerBound }
        case .failed:
            let ledger = try ledger(of: array, onLoss: onLoss, attempts: try history().lastStarted)
            return array.tasks.lazy.filter { [.failed, .timedOut, .lost].contains(ledger[$0]) }.ranges
        }
    }

    /// Forgets what was asked for before the job ended.
    ///
    /// - Parameter tasks: of an array, those that are to run again. What kept others from starting stays.
    fileprivate func withdrawCancellation(of tasks: [ClosedRange<Int>]?) throws(SystemError) {
        if let array = try recordIfAccepted()?.array, let tasks, tasks != [array.tasks] {
            // The end of the whole array was the end of those that had not started; it must not start them now.
            if try descriptor.statusIfPresent(of: Layout.cancel) != nil {
                for rest in array.tasks.without(tasks) { try keepCancelled(rest) }
            }
        }
        for order in try orders().cancelled {
            guard let tasks, tasks.contains(where: { $0.overlaps(order.tasks) }) else { continue }
            for rest in order.tasks.without(tasks) { try keepCancelled(rest) }
            try descriptor.unlink(Layout.cancel(order.tasks))
        }
        if try descriptor.statusIfPresent(of: Layout.cancel) != nil { try descriptor.unlink(Layout.cancel) }
    }

    private func keepCancelled(_ tasks: ClosedRange<Int>) throws(SystemError) {
        let request = CancelRecord.atOnce
        try descriptor.replace(Layout.cancel(tasks), content: request.serialized, durably: true)
    }
}

extension ClosedRange<Int> {
    /// What is left of it beside others.
    func without(_ others: [ClosedRange<Int>]) -> [ClosedRange<Int>] {
        others.reduce([self]) { rest, other in
            rest.flatMap { $0.overlaps(other) ? $0.without(other) : [$0] }
        }
    }
}
