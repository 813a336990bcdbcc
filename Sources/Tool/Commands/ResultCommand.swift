import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool result`: how a job ended.
struct ResultCommand: Command {
    var isJSON = false
    var attempt: Int?
    var selection = Selection()

    static let syntax = CommandSyntax<ResultCommand>(
        name: "result", summary: "Show how jobs ended.",
        discussion: """
            Prints exit status or signal, wall time, processor time and peak memory of the last attempt. Ends with 1 where there \
            is no result yet.

            \(Selection.discussion)
            """,
        defaults: ResultCommand(),
        options: [
            .flag("json", help: "Print one JSON object a line.") { $0.isJSON = true },
            .option(
                "attempt", value: "N", as: .integer(atLeast: 1), help: "Of attempt N, not of the last one."
            ) { $0.attempt = $1 },
        ] + Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs.") { $0.selection.selectors = $1 },
        examples: [Example("spool result 42", "What job 42 has used, and how it ended.")],
        check: { (options) throws(UsageProblem) in try options.selection.requireSome() })

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        var isFirst = true
        func show(_ text: String) throws {
            try StandardStream.output.write(Array((isFirst || isJSON ? text : "\n" + text).utf8))
            isFirst = false
        }
        let found = try selection.find(in: spool, unlessGiven: JobState.all, takesTasks: true)
        let tasksCode = forEachTask(found) { id, tasks in
            for task in try summaries(of: tasks, of: id, in: spool) {
                if task.phase.outcome == nil { throw Failure("task \(task.name) has not ended: it is \(task.word).") }
                try show(isJSON ? JSON.task(task).serialized + "\n" : FactList.task(task).text)
            }
        }
        return max(tasksCode, forEach(found) { id in try show(try text(of: try spool.job(id))) })
    }

    /// Of the attempt that was asked for, or of the last one of each task.
    private func summaries(of tasks: ClosedRange<Int>, of id: JobID, in spool: Spool) throws -> [TaskSummary] {
        guard let attempt else { return try spool.tasks(tasks, of: id) }
        let found = try startedTasks(tasks, of: try spool.job(id), attempt: attempt)
        if found.isEmpty { throw Failure("task \(id).\(tasks.rangeText) was not started in attempt \(attempt).") }
        return found
    }

    private func text(of directory: borrowing JobDirectory) throws -> String {
        let job = JobSummary(directory)
        if let attempt {
            let number = try required(attempt, of: job.id, last: job.attempt)
            guard let result = directory.result(attempt: number) else {
                throw Failure(
                    "attempt \(number) of job \(job.id) has no result: it has not ended, or its file is torn.")
            }
            return text(result, number)
        }
        let id = job.id
        guard let result = job.result, job.state.isFinished else {
            if !job.state.isFinished {
                throw Failure("job \(id) has not ended: it is \(job.state.word). 'spool wait \(id)' waits for it.")
            }
            throw Failure(
                "job \(id) has no result: it was \(job.state.mostTellingWord) before it was started, or its file is missing."
            )
        }
        return text(result, job.attempt)
    }

    private func text(_ result: ResultRecord, _ attempt: Int) -> String {
        isJSON
            ? JSON.result(result, attempt: attempt).serialized + "\n" : FactList.result(result, attempt: attempt).text
    }
}

/// Those of some tasks of an array that were started in an attempt.
func startedTasks(
    _ tasks: ClosedRange<Int>, of job: borrowing JobDirectory, attempt: Int
) throws -> [TaskSummary] {
    guard let array = try job.record().array else { return [] }
    return try job.tasks(
        tasks, of: array, attempt: try required(attempt, of: job.id, last: try job.history().lastStarted))
}

/// The number of an attempt that was started; an error for any other.
func required(_ attempt: Int, of id: JobID, last: Int) throws -> Int {
    if attempt <= last { return attempt }
    throw Failure("job \(id) has no attempt \(attempt); there \(last == 1 ? "was 1" : "were \(last)").")
}
