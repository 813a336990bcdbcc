import CommandLineSyntax
import Glibc
import SpoolModel
import SystemCalls

/// `spool wait`: wait for jobs to end.
struct WaitCommand: Command {
    var goal = WaitGoal.all
    var timeout: Duration?
    var selection = Selection()

    static let syntax = CommandSyntax<WaitCommand>(
        name: "wait", summary: "Wait for jobs to end, and pass on their exit code.",
        discussion: """
            Without JOB and --label it waits for all jobs that are queued or running. The exit code is that of the job, 128 + n for one that \
            was ended by signal n, 1 for one that has none but did not succeed, and 124 when the time is over. Of several \
            jobs, the first in the order given that did not succeed determines it; with --fail-fast the first one that ends so. The others \
            go on in any case. On a terminal it tells how far the jobs are, or of a single array its tasks.

            \(Selection.discussion)
            """,
        defaults: WaitCommand(),
        options: [
            .flag("any", help: "Wait for one of them, and print its id.") { $0.goal = .any },
            .flag("fail-fast", help: "End as soon as one of them did not succeed.") { $0.goal = .allOrFailure },
            .option(
                "timeout", value: "TIME", as: .duration, help: "Wait so long at most, such as 90, 10m or 1.5h."
            ) { $0.timeout = $1 },
        ] + Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs to wait for.") { $0.selection.selectors = $1 },
        exclusive: [["any", "fail-fast"]],
        examples: [Example("spool wait 42 && echo fine", "Do something when job 42 has succeeded.")])

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        let states = selection.isEmpty ? [.delayed, .waiting, .queued, .running] : JobState.all
        let found = try selection.find(in: spool, unlessGiven: states, takesTasks: true)
        if let problem = found.problems.first { throw problem }
        if found.tasks.isEmpty { return try waitForEnd(of: found.ids, in: spool, goal: goal, timeout: timeout) }
        guard found.ids.isEmpty, goal == .all else {
            throw Failure(
                "tasks of arrays are waited for alone, and all of them: without whole jobs, --any and --fail-fast.")
        }
        return try waitForEnd(of: found.tasks, in: spool, timeout: timeout)
    }
}

/// When a wait for several jobs is over.
enum WaitGoal: Sendable {
    case all
    /// One has ended.
    case any
    /// One has not succeeded, or all have ended.
    case allOrFailure

    /// Of those that have just ended, the one that ends the wait whatever becomes of the others.
    func deciding(_ ends: [Waiting.End]) -> Waiting.End? {
        switch self {
        case .all: nil
        case .any: ends.first
        case .allOrFailure: ends.first { $0.summary.exitCode != 0 }
        }
    }
}

/// Waits for jobs, and says the exit code of the tool.
func waitForEnd(
    of ids: [JobID], in spool: Spool, goal: WaitGoal = .all, timeout: Duration? = nil
) throws -> Int32 {
    var waiting = try Waiting(spool, for: ids, isAlone: true)
    let deadline = timeout.map { SteadyClock.microseconds + $0.milliseconds * 1000 }
    var codes: [JobID: Int32] = [:]
    var ends = try waiting.takeEnds(isFirst: true)
    if ends.isEmpty, !waiting.isOver { try sayIfNobodyStarts(ids, in: spool) }
    var progress = try WaitProgress(for: ids, endedBefore: ends.count, in: spool)
    // One too many for the kernel to watch is told of when all of it has ended.
    let arrays = goal == .allOrFailure ? ids.compactMap { try? WatchedArray($0, in: spool) } : []
    while true {
        for end in ends { codes[end.id] = end.summary.exitCode }
        if let code = try arrays.lazy.compactMap({ try $0.firstFailure() }).first {
            progress.clear()
            return code
        }
        progress.show(codes)
        if let end = goal.deciding(ends) {
            progress.clear()
            if goal == .any { try StandardStream.output.write(Array("\(end.id)\n".utf8)) }
            return end.summary.exitCode ?? 1
        }
        if waiting.isOver {
            progress.clear()
            return ids.compactMap { codes[$0] }.first { $0 != 0 } ?? 0
        }
        let soonest = [deadline, progress.nextLook].compactMap { $0 }.min()
        ends = try waiting.next(until: soonest, or: arrays.map(\.watchNumber))
        if ends.isEmpty, let deadline, deadline <= SteadyClock.microseconds {
            progress.clear()
            return 124
        }
    }
}

/// An array whose tasks are looked at one by one, because the first that fails ends a wait.
private final class WatchedArray {
    private var follower: TaskFollower

    /// Nil for a job of one command.
    init?(_ id: JobID, in spool: Spool) throws {
        guard let record = try? spool.job(id).record(), record.array != nil else { return nil }
        follower = try TaskFollower(spool, id)
    }

    var watchNumber: Int32 { follower.watch.descriptor.number }

    /// The exit code of a task that has failed since the last call.
    func firstFailure() throws -> Int32? { try follower.takeEnds().compactMap(\.exitCode).first { $0 != 0 } }
}

/// Waits for tasks of arrays, and says the exit code of the tool.
private func waitForEnd(
    of tasks: [(job: JobID, range: ClosedRange<Int>)], in spool: Spool, timeout: Duration?
) throws -> Int32 {
    let deadline = timeout.map { SteadyClock.microseconds + $0.milliseconds * 1000 }
    var failures: [(task: Int, code: Int32)] = []
    var progress = Progress(total: tasks.reduce(0) { $0 + $1.range.count }, noun: "task")
    defer { progress.clear() }
    var ended = 0
    for (job, range) in tasks {
        var follower = try TaskFollower(spool, job, range)
        var ends = try follower.takeEnds()
        if !follower.isOver { try sayIfNobodyStarts([job], in: spool) }
        var own: [(task: Int, code: Int32)] = []
        while true {
            own += ends.map { (task: $0.task, code: $0.exitCode ?? 1) }.filter { $0.code != 0 }
            ended += ends.count
            progress.show(ended: ended, failed: failures.count + own.count)
            if follower.isOver { break }
            ends = try follower.next(until: deadline)
            if ends.isEmpty { return 124 }
        }
        failures += own.sorted { $0.task < $1.task }
    }
    return failures.first?.code ?? 0
}
