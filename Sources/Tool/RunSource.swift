import SpoolModel
import Supervisor
import SystemCalls

/// Where the ends of a run come from.
protocol RunSource: AnyObject {
    /// One for each command, in the order of submission.
    var numbers: ClosedRange<Int> { get }
    /// What one of them is called.
    var noun: String { get }
    var isOver: Bool { get }
    /// Readable when something may have ended.
    var watchNumber: Int32 { get }
    func endWaits(of supervisor: Supervisor) throws
    func takeEnds() throws -> [RunEnd]
    /// Holds what has not started, and asks what runs to end; how many run.
    func interrupt(grace: Int64) throws -> Int
    /// The same for what was just being started.
    func cancelRest() throws
    /// Prints what it wrote; whether that leaves a terminal amid a line, nil where it wrote nothing.
    func copyOutput(of end: RunEnd) throws -> Bool?
}

/// One command of a run that has ended.
struct RunEnd {
    /// In the order of submission.
    let number: Int
    let exitCode: Int32
    var reason: String?
    /// Of the job.
    var attempt = 0
    /// Nil for a job of one command.
    var task: TaskSummary?
}

/// A job of one command.
final class RunJob: RunSource {
    private let spool: Spool
    private let id: JobID
    private var waiting: Waiting

    init(_ spool: Spool, _ id: JobID) throws {
        self.spool = spool
        self.id = id
        waiting = try Waiting(spool, for: [id])
        first = try waiting.takeEnds(isFirst: true)
    }

    /// What had ended when it was looked for first.
    private var first: [Waiting.End]

    var numbers: ClosedRange<Int> { 1...1 }
    var noun: String { "job" }
    var isOver: Bool { waiting.isOver && first.isEmpty }
    var watchNumber: Int32 { waiting.watch.number }
    func endWaits(of supervisor: Supervisor) throws { try waiting.watch.withDescriptor { try supervisor.watch($0) } }

    func takeEnds() throws -> [RunEnd] {
        let ends = try first + waiting.takeEnds(isFirst: false)
        first = []
        return ends.map { end in
            let job = end.summary
            return RunEnd(number: 1, exitCode: job.exitCode ?? 1, reason: job.result?.reason, attempt: job.attempt)
        }
    }

    func interrupt(grace: Int64) throws -> Int {
        guard try spool.hold([id])[id] == .running else { return 0 }
        _ = try spool.cancel(id, CancelRecord(atMilliseconds: WallClock.milliseconds, graceMilliseconds: grace))
        return 1
    }

    func cancelRest() {}

    func copyOutput(of end: RunEnd) throws -> Bool? {
        let job = try spool.job(id)
        let record = try job.record()
        var isAmidLine: Bool?
        for (stream, file) in [(StandardStream.output, record.output), (.error, record.error)] where file == nil {
            isAmidLine = try JobOutput(stream, of: job, attempt: end.attempt)?.copyNews() ?? isAmidLine
        }
        return isAmidLine
    }
}

/// An array, of which each task is one command.
final class RunArray: RunSource {
    private let spool: Spool
    private let id: JobID
    private var follower: TaskFollower
    /// How long a task is given to end, once there was a signal.
    private var grace: Int64?
    /// Those that were asked to end.
    private var asked: Set<Int> = []

    let numbers: ClosedRange<Int>

    init(_ spool: Spool, _ id: JobID, _ array: ArrayDescription) throws {
        self.spool = spool
        self.id = id
        numbers = array.tasks
        follower = try TaskFollower(spool, id)
    }

    var noun: String { "task" }
    var isOver: Bool { follower.isOver }
    var watchNumber: Int32 { follower.watch.descriptor.number }
    func endWaits(of supervisor: Supervisor) throws { try supervisor.watch(follower.watch.descriptor) }

    func takeEnds() throws -> [RunEnd] {
        try follower.takeEnds().map { task in
            RunEnd(number: task.task, exitCode: task.exitCode ?? 1, task: task)
        }
    }

    func interrupt(grace: Int64) throws -> Int {
        if try spool.hold([id])[id] == .running { _ = try spool.hold(numbers, of: id) }
        self.grace = grace
        asked = []
        try cancelRest()
        return follower.runningTasks.count
    }

    func cancelRest() throws {
        guard let grace else { return }
        let rest = follower.runningTasks.subtracting(asked)
        let request = CancelRecord(atMilliseconds: WallClock.milliseconds, graceMilliseconds: grace)
        for tasks in rest.sorted().ranges { try spool.cancel(tasks, of: id, request) }
        asked.formUnion(rest)
    }

    func copyOutput(of end: RunEnd) throws -> Bool? {
        guard let task = end.task else { return nil }
        var isAmidLine: Bool?
        for stream in TaskStream.allCases {
            isAmidLine =
                try JobOutput(stream, of: task, in: follower.job, follower.record)?.copyNews() ?? isAmidLine
        }
        return isAmidLine
    }
}
