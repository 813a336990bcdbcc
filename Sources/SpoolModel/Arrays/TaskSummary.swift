import SystemCalls

/// What is known of one task of an array.
public struct TaskSummary: Hashable, Sendable {
    public let job: JobID
    public let task: Int
    public var phase: TaskPhase
    /// Whether it is not started until it is released.
    public var isHeld = false
    /// In which attempt it was started last; 0 where it was not.
    public var attempt = 0
    /// Of that attempt.
    public var slot = TaskSlot()

    public init(job: JobID, task: Int, phase: TaskPhase) {
        self.job = job
        self.task = task
        self.phase = phase
    }

    /// What its slot says after an attempt in which it was started.
    public init(job: JobID, task: Int, attempt: Int, slot: TaskSlot) {
        self.init(job: job, task: task, phase: slot.end.map { TaskPhase($0.outcome) } ?? .running)
        self.attempt = attempt
        self.slot = slot
    }

    /// `42.7`
    public var name: String { "\(job).\(task)" }

    /// The word of its state: `held`, `queued`, `running` or its outcome.
    public var word: String { phase == .waiting ? isHeld ? "held" : "queued" : phase.word }

    /// What `spool wait` ends with; nil where it has not ended.
    public var exitCode: Int32? {
        guard let outcome = phase.outcome else { return nil }
        return ResultRecord(outcome: outcome, status: slot.end?.status, host: "").exitCode
    }
}

extension JobDirectory {
    /// What is known of some tasks after one attempt, ascending; those that were started in it.
    public func tasks(
        _ range: ClosedRange<Int>, of array: ArrayDescription, attempt: Int
    ) throws(SystemError) -> [TaskSummary] {
        guard let table = try table(attempt: attempt, of: array) else { return [] }
        var found: [TaskSummary] = []
        for task in range.clamped(to: array.tasks) {
            let slot = try table.slot(of: task)
            guard slot.start != nil || slot.end != nil else { continue }
            found.append(TaskSummary(job: id, task: task, attempt: attempt, slot: slot))
        }
        return found
    }

    /// What is known of some tasks, ascending: the same as the ledger has it, of these tasks alone.
    ///
    /// Where the job lies says what becomes of a task that was never started.
    public func tasks(_ range: ClosedRange<Int>, of array: ArrayDescription) throws(SystemError) -> [TaskSummary] {
        let orders = try orders()
        let range = range.clamped(to: array.tasks)
        var found = range.map { TaskSummary(job: id, task: $0, phase: .waiting) }
        var isAgain = [Bool](repeating: false, count: found.count)
        var losses = [Int](repeating: 0, count: found.count)
        let last = try history().lastStarted
        for attempt in stride(from: last, through: 1, by: -1) {
            // What was written behind the last attempt of an array that has ended is no attempt yet.
            let again = attempt == last && state.isFinished ? nil : try again(attempt: attempt)
            for tasks in again?.tasks ?? [] where tasks.overlaps(range) {
                for task in tasks.clamped(to: range) { isAgain[task - range.lowerBound] = true }
            }
            guard let table = try table(attempt: attempt, of: array) else { continue }
            for index in found.indices where found[index].attempt == 0 || losses[index] > 0 {
                let slot = try table.slot(of: found[index].task)
                guard slot.start != nil || slot.end != nil else { continue }
                if found[index].attempt == 0 {
                    found[index] = TaskSummary(job: id, task: found[index].task, attempt: attempt, slot: slot)
                    let isRunAgain = isAgain[index] && slot.end != nil
                    if isRunAgain || slot.end?.isFollowedByAnother == true { found[index].phase = .waiting }
                }
                if slot.end?.outcome == .lost, found[index].phase == .lost { losses[index] += 1 }
            }
        }
        if !state.isFinished, losses.contains(where: { $0 > 0 }), try recordIfAccepted()?.onLoss == .requeue {
            for (index, count) in losses.enumerated() where (1..<JobRecord.maximumAttempts).contains(count) {
                found[index].phase = .waiting
            }
        }
        for index in found.indices where found[index].phase == .waiting {
            if state.isFinished || orders.cancelRequest(of: found[index].task) != nil {
                found[index].phase = .cancelled
            }
            found[index].isHeld = state == .held || orders.held.contains { $0.contains(found[index].task) }
        }
        return found
    }

    /// What a task has written; nil where it wrote nothing, or its output goes elsewhere.
    public func openOutput(_ stream: TaskStream, of task: TaskSummary) throws(SystemError) -> FileDescriptor? {
        if task.attempt == 0 { return nil }
        let lane = task.slot.end == nil ? task.slot.start?.lane : nil
        return try openTaskFile(stream, of: task.task, lane: lane, attempt: task.attempt)
    }

    /// The tasks that have written something and ended, ascending, whatever attempt that was in.
    public func tasksWithOutput(_ stream: TaskStream) throws(SystemError) -> [Int] {
        var tasks: Set<Int> = []
        let last = try history().lastStarted
        for attempt in 1..<(last + 1) {
            do throws(SystemError) {
                for shard in try descriptor.openDirectory(stream.folder(attempt)).entries() {
                    guard UInt64(ascii: shard.bytes) != nil else { continue }
                    let names = try descriptor.openDirectory(stream.folder(attempt) / shard).entries()
                    tasks.formUnion(names.compactMap { Int(ascii: $0.bytes) })
                }
            } catch {
                if !error.isAbsence { throw error }
            }
        }
        return tasks.sorted()
    }
}

extension Spool {
    /// What is known of some tasks of an array, ascending. What they say of an end is on the disk.
    public func tasks(_ range: ClosedRange<Int>, of id: JobID) throws(SpoolError) -> [TaskSummary] {
        let job = try job(id)
        guard let array = try job.record().array else { throw .noTasks(id, range, of: nil) }
        return try wrapping(consequence: "The tasks were not read.") { () throws(SystemError) in
            let tasks = try job.tasks(range, of: array)
            for attempt in Set(tasks.filter { $0.phase.outcome != nil && $0.attempt > 0 }.map(\.attempt)) {
                // Its shepherd writes before it waits for the disk; whoever believes what it wrote waits, too.
                try job.table(attempt: attempt, of: array)?.file.syncData()
            }
            return tasks
        }
    }
}
