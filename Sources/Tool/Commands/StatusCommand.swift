import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool status`: show jobs.
struct StatusCommand: Command {
    var isJSON = false
    var printsIDs = false
    var showsAll = false
    var states: [JobState] = []
    var selection = Selection()

    /// How many queued, and how many finished jobs of each outcome are read for the table unless all are wanted.
    private static let shortList = 10

    static let syntax = CommandSyntax<StatusCommand>(
        name: "status", summary: "Show jobs, how many there are, and whether a supervisor is alive.",
        discussion: """
            Without JOB and --label it shows all running jobs; of those that are queued the first \(shortList) by their ids, and as many of those that \
            have a priority or wait for something; \(shortList) held ones, and the \(shortList) finished ones with the highest ids. TIME is the run time of a job that was started, the age of one that was not.

            \(Selection.discussion)
            """,
        defaults: StatusCommand(),
        options: [
            .flag("json", help: "Print one JSON object.") { $0.isJSON = true },
            .flag("ids", help: "Print the ids alone, one a line.") { $0.printsIDs = true },
            .flag("all", short: "a", help: "Show every job.") { $0.showsAll = true },
            .option("state", value: "STATE,...", as: .states, help: "Show all jobs in these states.") {
                $0.states = $1
            },
        ] + Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs to show.") { $0.selection.selectors = $1 },
        exclusive: [["json", "ids"], ["all", "state"]],
        examples: [
            Example("spool status", "What is going on."),
            Example("spool status --state failed,lost", "Every job that did not make it."),
        ])

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        var shown = Shown()
        var exitCode: Int32 = 0
        if isShortList {
            shown = try shortList(spool)
        } else if selection.isEmpty {
            shown.jobs = try every(showsAll ? JobState.all : states, spool)
        } else {
            let found = try selection.find(in: spool, unlessGiven: JobState.all, takesTasks: true)
            let tasksCode = forEachTask(found) { id, tasks in
                shown.tasks += try Self.tasks(tasks, of: id, in: spool)
            }
            exitCode = forEach(found) { id in
                let job = try spool.summary(of: id)
                if states.isEmpty || states.contains(job.state) { shown.jobs.append(job) }
            }
            exitCode = max(exitCode, tasksCode)
        }
        if printsIDs {
            try StandardStream.output.write(
                Array((shown.tasks.map { $0.task.name + "\n" } + shown.jobs.map { "\($0.id)\n" }).joined().utf8))
        } else {
            let overview = try SpoolOverview(spool)
            let text =
                isJSON
                ? overview.json(shown.jobs, shown.tasks.map(\.task)).serialized + "\n"
                : overview.text(shown.jobs, shown.tasks, leavesOutSome: shown.hasMore, withCounts: selection.isEmpty)
            try StandardStream.output.write(Array(text.utf8))
        }
        return exitCode
    }

    /// Tasks of an array, each with the record as it has it: its own command.
    private static func tasks(
        _ tasks: ClosedRange<Int>, of id: JobID, in spool: Spool
    ) throws -> [(TaskSummary, JobRecord?)] {
        let summaries = try spool.tasks(tasks, of: id)
        let job = try spool.job(id)
        guard let record = try? job.record(), let array = record.array else { return summaries.map { ($0, nil) } }
        var commands = try TaskCommands(of: job, record, array)
        return try summaries.map { summary in
            var own = record
            own.arguments = try commands.arguments(of: summary.task)
            return (summary, own)
        }
    }

    private var isShortList: Bool { selection.isEmpty && states.isEmpty && !showsAll }

    private struct Shown {
        var jobs: [JobSummary] = []
        /// Tasks of arrays, with the records of these.
        var tasks: [(task: TaskSummary, record: JobRecord?)] = []
        /// Whether there are jobs that were not asked for.
        var hasMore = false
    }

    /// All jobs in some states.
    private func every(_ states: [JobState], _ spool: Spool) throws -> [JobSummary] {
        var jobs: [JobSummary] = []
        for state in JobState.all where states.contains(state) {
            jobs += try spool.summaries(of: try spool.jobs(in: state), in: state)
        }
        // A job that moved on meanwhile was seen twice; where it was seen last counts.
        let latest = Dictionary(jobs.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        return latest.values.sorted { $0.id < $1.id }
    }

    private func shortList(_ spool: Spool) throws -> Shown {
        var shown = Shown()
        let queued = try spool.jobs(in: .queued, first: Self.shortList + 1)
        let finished = try Outcome.allCases.flatMap { outcome in
            try spool.jobs(in: .finished(outcome), last: Self.shortList).map {
                (id: $0, state: JobState.finished(outcome))
            }
        }.sorted { $0.id < $1.id }
        let held = try spool.jobs(in: .held, last: Self.shortList + 1)
        let delayed = try spool.jobs(in: .delayed, last: Self.shortList + 1)
        let waiting = try spool.jobs(in: .waiting, first: Self.shortList + 1)
        shown.hasMore =
            [queued, waiting, delayed, held].contains { $0.count > Self.shortList } || finished.count > Self.shortList
        for (id, state) in finished.suffix(Self.shortList) {
            shown.jobs += try spool.summaries(of: [id], in: state)
        }
        shown.jobs += try spool.summaries(of: try spool.jobs(in: .running), in: .running)
        shown.jobs += try spool.summaries(of: waiting.prefix(Self.shortList), in: .waiting)
        shown.jobs += try spool.summaries(of: queued.prefix(Self.shortList), in: .queued)
        shown.jobs += try spool.summaries(of: delayed.suffix(Self.shortList), in: .delayed)
        shown.jobs += try spool.summaries(of: held.suffix(Self.shortList), in: .held)
        return shown
    }
}
