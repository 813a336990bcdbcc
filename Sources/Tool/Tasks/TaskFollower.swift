import SpoolModel
import SystemCalls

/// Tells which tasks of an array have ended, woken by the kernel: it watches the array's directory and its table.
struct TaskFollower: ~Copyable {
    let watch: ChangeWatch
    let record: JobRecord
    /// Where the array was when something other than its tasks changed last.
    private(set) var job: JobDirectory
    private let spool: Spool
    private let array: ArrayDescription
    private let tasks: ClosedRange<Int>
    private var attempt = 0
    private var table: TaskTable?
    /// The first task that no look at the table has reached.
    private var next: Int
    /// Tasks before that one that had not started.
    private var skipped: [ClosedRange<Int>] = []
    private var running: Set<Int> = []
    /// Ranges that somebody has cancelled, as far as they were looked at.
    private var cancelled: Set<ClosedRange<Int>> = []
    private var isTold: [Bool]
    private var left: Int

    init(_ spool: Spool, _ id: JobID, _ tasks: ClosedRange<Int>? = nil) throws {
        let job = try spool.job(id)
        let record = try job.record()
        guard let array = record.array else {
            throw SpoolError.noTasks(id, tasks ?? 1...1, of: nil)
        }
        let watch = try ChangeWatch()
        try watch.add(job.descriptor, for: .entries)
        try watch.add(job.descriptor, for: .itself)
        self.watch = watch
        self.record = record
        self.job = job
        self.spool = spool
        self.array = array
        let range = tasks ?? array.tasks
        self.tasks = range
        next = range.lowerBound
        isTold = Array(repeating: false, count: range.count)
        left = range.count
    }

    /// Whether all have ended.
    var isOver: Bool { left == 0 }

    private var runsLostAgain: Bool { record.onLoss == .requeue }

    /// Those that run, as far as was seen.
    var runningTasks: Set<Int> { running }

    /// The tasks that have ended since the last call, in the order in which they ended. What they say is on the disk.
    mutating func takeEnds() throws -> [TaskSummary] {
        let changes = watch.take()
        var ends: [TaskSummary] = []
        // While tasks begin and end, and no attempt does, the table tells all.
        if table != nil, changes.areTouches { try look(&ends) } else { try lookAtJob(&ends) }
        // Its shepherd writes before it waits for the disk; whoever believes what it wrote waits, too.
        if !ends.isEmpty { try table?.file.syncData() }
        return ends.sorted { ($0.endedMilliseconds, $0.task) < ($1.endedMilliseconds, $1.task) }
    }

    /// Waits for the next ends; none when the time is over.
    ///
    /// - Parameter deadline: on the clock that does not jump, microseconds.
    mutating func next(until deadline: Int64?) throws -> [TaskSummary] {
        while true {
            let rest = deadline.map { max(0, $0 - SteadyClock.microseconds) }
            let ready = try waitForInput([watch.descriptor.number], milliseconds: rest.map { ($0 + 999) / 1000 })
            let ends = try takeEnds()
            if !ends.isEmpty || !ready[0] { return ends }
        }
    }

    /// Looks for attempts that have begun, for tasks that were cancelled, and whether the array has ended.
    private mutating func lookAtJob(_ ends: inout [TaskSummary]) throws {
        job = try spool.job(job.id)
        let last = try job.history().lastStarted
        if attempt == 0, last > 0 {
            for task in try job.tasks(tasks, of: array) where task.phase.outcome != nil {
                if task.phase != .lost || !runsLostAgain { tell(task, &ends) }
            }
            attempt = last - 1
        }
        while true {
            // It is made a moment after the attempt begins.
            if attempt > 0, attempt == last, table == nil {
                table = try job.table(attempt: attempt, of: array)
                if let table { try watch.add(table.file, for: .touched) }
            }
            if table != nil { try look(&ends) }
            if attempt >= last { break }
            attempt += 1
            table = nil
            next = tasks.lowerBound
            skipped = []
            running = []
        }
        try lookAtCancelled(&ends)
        if job.state.isFinished {
            // Those of which no table tells were never started, or their last attempt was lost.
            for task in try job.tasks(tasks, of: array) { tell(task, &ends) }
        }
    }

    /// Tells of tasks that were cancelled before they began, which no table holds.
    private mutating func lookAtCancelled(_ ends: inout [TaskSummary]) throws {
        let ranges = Set(try job.orders().cancelled.map(\.tasks))
        for range in ranges.subtracting(cancelled) where range.overlaps(tasks) {
            for task in try job.tasks(range.clamped(to: tasks), of: array) where task.phase == .cancelled {
                tell(task, &ends)
            }
        }
        cancelled = ranges
    }

    private mutating func look(_ ends: inout [TaskSummary]) throws {
        for task in running {
            if let slot = try table?.slot(of: task) { try take(task, slot, &ends) }
        }
        let ranges = skipped + (next <= tasks.upperBound ? [next...tasks.upperBound] : [])
        skipped = []
        for range in ranges { try scan(range, &ends) }
    }

    /// Takes in the tasks of a range that have started; those before the last of them that have not are for the next look.
    private mutating func scan(_ range: ClosedRange<Int>, _ ends: inout [TaskSummary]) throws {
        var position = range.lowerBound
        var gap = range.lowerBound
        while position <= range.upperBound, let chunk = try table?.started(from: position, in: range) {
            for (offset, slot) in chunk.slots.enumerated() where slot.start != nil || slot.end != nil {
                let task = chunk.first + offset
                if gap < task { skipped.append(gap...(task - 1)) }
                gap = task + 1
                try take(task, slot, &ends)
            }
            position = chunk.first + chunk.slots.count
        }
        if range.upperBound == tasks.upperBound {
            next = gap
        } else if gap <= range.upperBound {
            skipped.append(gap...range.upperBound)
        }
    }

    private mutating func take(_ task: Int, _ slot: TaskSlot, _ ends: inout [TaskSummary]) throws {
        guard let end = slot.end else {
            running.insert(task)
            return
        }
        running.remove(task)
        let runsAgain = end.isFollowedByAnother || end.outcome == .lost && runsLostAgain
        if !runsAgain { tell(TaskSummary(job: job.id, task: task, attempt: attempt, slot: slot), &ends) }
    }

    /// Tells of an end, once.
    private mutating func tell(_ task: TaskSummary, _ ends: inout [TaskSummary]) {
        let index = task.task - tasks.lowerBound
        if isTold[index] { return }
        isTold[index] = true
        left -= 1
        ends.append(task)
    }
}
