import Glibc
import SystemCalls

/// What users ask for of some tasks of an array: files in the job's directory, which its shepherd hears of.
extension Spool {
    /// Ends some tasks, or asks for it, durably: those that wait are not started, those that run get SIGTERM.
    ///
    /// - Returns: where the array lies.
    @discardableResult
    public func cancel(
        _ tasks: ClosedRange<Int>, of id: JobID, _ request: CancelRecord
    ) throws(SpoolError) -> JobState {
        let job = try job(id)
        if job.state.isFinished { return job.state }
        do throws(SystemError) {
            try job.write(request, as: Layout.cancel(tasks))
            try job.descriptor.sync()
        } catch {
            let name = "\(id).\(tasks.rangeText)"
            throw .system(
                error, spool: path, consequence: "Task \(name) is not cancelled." + request.advice(error, name))
        }
        // Only now: its shepherd looks behind the move to 'held', so one of the two sees the other.
        let place = try state(of: id) ?? job.state
        // Where no task is left, nothing is gained by waiting for the next attempt, or for a release.
        guard place == .delayed || place == .held, try ledger(of: job)?.counts[.waiting] == 0 else { return place }
        if place == .delayed { try endDelay(of: id) } else { _ = try release([id]) }
        return place
    }

    /// Where the tasks of an array stand that does not run; nil for a job that is none.
    private func ledger(of job: borrowing JobDirectory) throws(SpoolError) -> TaskLedger? {
        let record = try job.record()
        guard let array = record.array else { return nil }
        return try wrapping(consequence: "The array stays where it is.") { () throws(SystemError) in
            try job.ledger(of: array, onLoss: record.onLoss, attempts: try job.history().lastStarted)
        }
    }

    /// Keeps some tasks from starting, durably; those that run go on.
    public func hold(_ tasks: ClosedRange<Int>, of id: JobID) throws(SpoolError) -> JobState {
        let job = try job(id)
        if job.state.isFinished { return job.state }
        try wrapping(consequence: "Task \(id).\(tasks.rangeText) is not held.") { () throws(SystemError) in
            _ = try job.descriptor.open(Layout.hold(tasks), O_WRONLY | O_CREAT)
            try job.descriptor.sync()
        }
        return job.state
    }

    /// Lets some tasks start that were held, durably; an array of which only those were left comes back into the queue.
    public func release(_ tasks: ClosedRange<Int>, of id: JobID) throws(SpoolError) -> JobState {
        let job = try job(id)
        if job.state.isFinished { return job.state }
        var ledger = job.state == .held ? try ledger(of: job) : nil
        try wrapping(consequence: "Some of the tasks may still be held.") { () throws(SystemError) in
            let released = Layout.released(by: getpid())
            let orders = try job.orders()
            // Out of 'held' it would start all those that no file holds: the array was held as a whole. One that its shepherd has just moved
            // there, and is looking at still, was not.
            if ledger?.next(passingOver: orders.held) != nil, try job.descriptor.tryLock() {
                for rest in ledger?.tasks.without(tasks) ?? [] {
                    _ = try job.descriptor.open(Layout.hold(rest), O_WRONLY | O_CREAT)
                }
                try job.descriptor.sync()
                job.descriptor.unlock()
            }
            for held in orders.held where held.overlaps(tasks) {
                for rest in held.without(tasks) {
                    _ = try job.descriptor.open(Layout.hold(rest), O_WRONLY | O_CREAT)
                }
                // A shepherd hears of a name that comes, not of one that goes.
                try job.descriptor.rename(Layout.hold(held), to: released)
            }
            try? job.descriptor.unlink(released)
            try job.descriptor.sync()
        }
        return try release([id])[id] ?? job.state
    }
}

extension ClosedRange<Int> {
    /// What is left of it beside another one.
    func without(_ other: ClosedRange<Int>) -> [ClosedRange<Int>] {
        var rest: [ClosedRange<Int>] = []
        if lowerBound < other.lowerBound { rest.append(lowerBound...(Swift.min(upperBound, other.lowerBound - 1))) }
        if upperBound > other.upperBound { rest.append(Swift.max(lowerBound, other.upperBound + 1)...upperBound) }
        return rest
    }
}
