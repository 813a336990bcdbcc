import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool retry`: run what has ended again.
struct RetryCommand: Command {
    var onlyFailed = false
    var selection = Selection()

    static let syntax = CommandSyntax<RetryCommand>(
        name: "retry", summary: "Run jobs again that have ended.",
        discussion: """
            The job keeps its number and its place in the order of the queue, and begins a new attempt; what the earlier ones wrote and \
            how they ended is kept: see --attempt of 'spool log' and 'spool result'. Of an array all tasks run again, or those that are \
            named, or with --failed those that failed, were out of time or were lost.

            \(Selection.discussion) Jobs that have not ended are passed over, unless they were named by their numbers.
            """,
        defaults: RetryCommand(),
        options: [
            .flag("failed", help: "Only what failed, was out of time or was lost.") { $0.onlyFailed = true }
        ] + Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs to run again.") { $0.selection.selectors = $1 },
        examples: [
            Example("spool retry 42", "Once more."),
            Example("spool retry --failed 42", "The tasks of array 42 that did not make it."),
        ],
        check: { (options) throws(UsageProblem) in try options.selection.requireSome() })

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        let found = try selection.find(in: spool, unlessGiven: JobState.ended, takesTasks: true)
        let now = WallClock.milliseconds
        // All tasks of an array at once: it has not ended any more once some of them are to run again.
        let all = Dictionary(grouping: found.tasks) { $0.job }.mapValues { $0.map(\.range) }
        var pending = Set(all.keys)
        let tasksCode = forEachTask(found) { id, _ in
            guard pending.remove(id) != nil, let tasks = all[id] else { return }
            try require(try spool.retry(id, .tasks(tasks), atMilliseconds: now), id)
        }
        let jobsCode = forEach(found) { id in
            let result = try spool.retry(id, onlyFailed ? .failed : .all, atMilliseconds: now)
            if found.named.contains(id) { try require(result, id) }
        }
        return max(tasksCode, jobsCode)
    }

    private func require(_ result: RetryResult, _ id: JobID) throws {
        switch result {
        case .queued: break
        case .nothingToDo: throw Failure("nothing of job \(id) has failed.")
        case .unfinished(let state):
            throw Failure("job \(id) has not ended: it is \(state.word). 'spool wait \(id)' waits for it.")
        }
    }
}
