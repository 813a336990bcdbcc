import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool status`: show jobs.
struct StatusCommand: Command {
    /// The words that `--state` takes.
    enum Filter: String, CaseIterable, Sendable {
        case held, queued, running, finished, succeeded, failed, cancelled, lost
        case timedOut = "timed-out"

        var states: [JobState] {
            switch self {
            case .held: [.held]
            case .queued: [.queued]
            case .running: [.running]
            case .finished: Outcome.allCases.map { .finished($0) }
            case .succeeded: [.finished(.succeeded)]
            case .failed: [.finished(.failed)]
            case .cancelled: [.finished(.cancelled)]
            case .lost: [.finished(.lost)]
            case .timedOut: [.finished(.timedOut)]
            }
        }
    }

    var isJSON = false
    var printsIDs = false
    var showsAll = false
    var filters: [Filter] = []
    var ids: [JobID] = []

    /// How many queued, and how many finished jobs of each outcome are read for the table unless all are wanted.
    private static let shortList = 10

    static let syntax = CommandSyntax<StatusCommand>(
        name: "status", summary: "Show jobs, how many there are, and whether a supervisor is alive.",
        discussion: """
            Without ids it shows all running jobs, the next \(shortList) queued ones, \(shortList) held ones, and the \(shortList) finished \
            ones with the highest ids. TIME is the run time of a job that was started, the age of one that was not.
            """,
        defaults: StatusCommand(),
        options: [
            .flag("json", help: "Print one JSON object.", \.isJSON),
            .flag("ids", help: "Print the ids alone, one a line.", \.printsIDs),
            .flag("all", short: "a", help: "Show every job.", \.showsAll),
            .option("state", value: "STATE,...", as: .words(), help: "Show all jobs in these states.", \.filters),
        ],
        operands: .list("ID", as: .jobID, help: "The jobs to show.", \.ids),
        exclusive: [["json", "ids"], ["all", "state"]],
        examples: [
            Example("spool status", "What is going on."),
            Example("spool status --state failed,lost", "Every job that did not make it."),
        ])

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        var selection = try ids.isEmpty ? select(spool) : Selection()
        for id in ids {
            do throws(SpoolError) { selection.jobs.append(try spool.summary(of: id)) } catch {
                complain("spool: \(error)")
                selection.isIncomplete = true
            }
        }
        if printsIDs {
            try StandardStream.output.write(Array(selection.jobs.map { "\($0.id)\n" }.joined().utf8))
        } else {
            let overview = try SpoolOverview(spool)
            let text =
                isJSON
                ? overview.json(selection.jobs).serialized + "\n"
                : overview.text(selection.jobs, leavesOutSome: selection.hasMore, withCounts: ids.isEmpty)
            try StandardStream.output.write(Array(text.utf8))
        }
        return selection.isIncomplete ? 1 : 0
    }

    private struct Selection {
        var jobs: [JobSummary] = []
        /// Whether there are jobs that were not asked for.
        var hasMore = false
        /// Whether some that were asked for do not exist.
        var isIncomplete = false
    }

    private func select(_ spool: Spool) throws -> Selection {
        var selection = Selection()
        if showsAll || !filters.isEmpty {
            for state in showsAll
                ? JobState.all : JobState.all.filter({ state in filters.contains { $0.states.contains(state) } })
            {
                selection.jobs += try spool.summaries(of: try spool.jobs(in: state), in: state)
            }
            // A job that moved on meanwhile was seen twice; where it was seen last counts.
            let latest = Dictionary(selection.jobs.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
            selection.jobs = latest.values.sorted { $0.id < $1.id }
            return selection
        }
        let queued = try spool.frontOfQueue { _ in true }
        let finished = try Outcome.allCases.flatMap { outcome in
            try spool.jobs(in: .finished(outcome), last: Self.shortList).map {
                (id: $0, state: JobState.finished(outcome))
            }
        }.sorted { $0.id < $1.id }
        let held = try spool.jobs(in: .held, last: Self.shortList + 1)
        selection.hasMore = [queued, held].contains { $0.count > Self.shortList } || finished.count > Self.shortList
        for (id, state) in finished.suffix(Self.shortList) {
            selection.jobs += try spool.summaries(of: [id], in: state)
        }
        selection.jobs += try spool.summaries(of: try spool.jobs(in: .running), in: .running)
        selection.jobs += try spool.summaries(of: queued.prefix(Self.shortList), in: .queued)
        selection.jobs += try spool.summaries(of: held.suffix(Self.shortList), in: .held)
        return selection
    }
}
