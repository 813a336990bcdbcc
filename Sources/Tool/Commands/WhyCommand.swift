import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool why`: what a job waits for, or what ended it.
struct WhyCommand: Command {
    var isJSON = false
    var selection = Selection()

    static let syntax = CommandSyntax<WhyCommand>(
        name: "why", summary: "Say what a job waits for, or what ended it.",
        discussion: """
            Prints one sentence, and what to do or to look at next.

            \(Selection.discussion)
            """,
        defaults: WhyCommand(),
        options: [.flag("json", help: "Print one JSON object a line.") { $0.isJSON = true }]
            + Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs.") { $0.selection.selectors = $1 },
        examples: [Example("spool why 42", "See why job 42 does not start, or failed.")],
        check: { (options) throws(UsageProblem) in try options.selection.requireSome() })

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        let found = try selection.find(in: spool, unlessGiven: JobState.all, takesTasks: true)
        let settings = try spool.settings()
        let occupancy = try Occupancy(spool)
        var ranks: [Rank]?
        func explain(_ job: JobSummary) throws -> ExplanationText {
            let supervisor = try spool.supervisorState()
            var surroundings = Surroundings(supervisor: supervisor, settings: settings, occupancy: occupancy)
            if job.state == .queued || job.state == .waiting {
                let known = try ranks ?? spool.ranksOfWaiting()
                ranks = known
                surroundings.ahead = try ahead(of: job, among: known, in: spool)
            }
            for dependency in job.record?.order.conditions.dependencies ?? [] {
                let end = try spool.end(of: dependency)
                surroundings.standings.append((dependency, try spool.standing(of: dependency, end, for: job.id)))
            }
            surroundings.machine = .current
            surroundings.now = WallClock.milliseconds
            surroundings.hasShepherd = job.pid?.shepherd.exists ?? true
            return Explanation(job, surroundings).text(of: job.id)
        }
        let tasksCode = forEachTask(found) { id, tasks in
            let job = try spool.summary(of: id)
            let array = job.state == .running ? nil : try explain(job)
            for task in try spool.tasks(tasks, of: id) {
                let text = ExplanationText(task, array: array)
                try StandardStream.output.write(
                    Array((isJSON ? json(task, text) : lines("task \(task.name) (\(task.word))", [], text)).utf8))
            }
        }
        let jobsCode = forEach(found) { id in
            let job = try spool.summary(of: id)
            let text = try explain(job)
            let title = "job \(id) (\(job.state.mostTellingWord))"
            try StandardStream.output.write(
                Array((isJSON ? json(job, text) : lines(title, job.untoldSentences, text)).utf8))
        }
        return max(tasksCode, jobsCode)
    }

    /// How many jobs come before one; those with conditions of their own count as if they were met.
    ///
    /// - Parameter ranks: of all that are in `waiting`.
    private func ahead(of job: JobSummary, among ranks: [Rank], in spool: Spool) throws -> Int {
        let rank = try spool.rank(of: job)
        let others = ranks.count { $0 < rank }
        if rank.mark > 0 || rank.priority > 0 { return others }
        let last = rank.priority < 0 ? UInt64.max : job.id.number - 1
        return others + (last == 0 ? 0 : try spool.jobs(in: .queued, within: JobID(1)...JobID(last)).count)
    }

    private func json(_ job: JobSummary, _ text: ExplanationText) -> String {
        let object = JSON.object([
            ("id", .number(Int64(clamping: job.id.number))),
            ("state", .text(job.state.word)),
            ("outcome", job.state.isFinished ? .text(job.state.mostTellingWord) : .null),
            ("why", .text(text.code)),
            ("sentence", .text(text.sentence)),
            ("advice", .optional(text.advice, JSON.text)),
            ("notices_failed", .array(job.untoldSentences.map(JSON.text))),
        ])
        return object.serialized + "\n"
    }

    private func json(_ task: TaskSummary, _ text: ExplanationText) -> String {
        let object = JSON.object([
            ("id", .number(Int64(clamping: task.job.number))),
            ("task", .number(Int64(task.task))),
            ("state", .text(task.word)),
            ("why", .text(text.code)),
            ("sentence", .text(text.sentence)),
            ("advice", .optional(text.advice, JSON.text)),
        ])
        return object.serialized + "\n"
    }

    private func lines(_ title: String, _ more: [String], _ text: ExplanationText) -> String {
        "\(title): \(text.sentence)\n" + (more + [text.advice].compactMap { $0 }).map { "    \($0)\n" }.joined()
    }
}
