import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool prune`: delete finished jobs.
struct PruneCommand: Command {
    var olderThan: Duration?
    var keep: Int?
    var outcomes: [Outcome]?
    var selection = Selection()
    var isDryRun = false
    var isJSON = false

    static let syntax = CommandSyntax<PruneCommand>(
        name: "prune", summary: "Delete finished jobs, with all their files.",
        discussion: """
            Deletes the finished jobs to which everything that is given applies, and says how many, and how many bytes. The age \
            of a job counts from its end, or from its submission where no end was recorded, and is measured on the wall clock: \
            with a clock that is wrong by a week, it is wrong by a week.

            A job that another one waits for ('spool submit --after') is left alone and reported. So is one with files that \
            the format of the spool does not know, or with records that cannot be read. Works beside a supervisor, and may be \
            ended at any point.

            \(Selection.discussion) Of jobs that are named by a range, a word or a label, those that have not ended are \
            passed over.
            """,
        defaults: PruneCommand(),
        options: [
            .option(
                "older-than", value: "TIME", as: .duration, help: "Delete what ended longer ago, such as 12h or 30d."
            ) { $0.olderThan = $1 },
            .option(
                "keep", value: "N", as: .integer(atLeast: 0),
                help: "Keep the N jobs with the highest ids; where outcomes are given, of those that ended so."
            ) { $0.keep = $1 },
            .option(
                "outcome", value: "OUTCOME,...", as: .outcomes, help: "Delete jobs that ended so, and no others."
            ) { $0.outcomes = $1 },
            .flag("dry-run", short: "n", help: "Delete nothing, and say what would be.") { $0.isDryRun = true },
            .flag("json", help: "Print one JSON object.") { $0.isJSON = true },
        ] + Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "Delete these, and no others.") { $0.selection.selectors = $1 },
        examples: [
            Example("spool prune --older-than 30d", "Forget what ended more than 30 days ago."),
            Example("spool prune --outcome succeeded --keep 100", "Forget all successes but the last 100."),
        ],
        check: { (options) throws(UsageProblem) in
            if options.olderThan == nil, options.keep == nil, options.outcomes == nil, options.selection.isEmpty {
                throw .refused(
                    "which jobs? Name some, or type '--older-than 30d', '--keep 100' or '--outcome succeeded'; '--keep 0' for every "
                        + "finished job.")
            }
        })

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        var rule = PruneRule(
            outcomes: outcomes.map { chosen in Outcome.allCases.filter(chosen.contains) } ?? Outcome.allCases,
            olderThanMilliseconds: olderThan?.milliseconds, keep: keep)
        var exitCode: Int32 = 0
        var named: Set<JobID> = []
        if !selection.isEmpty {
            let found = try selection.find(in: spool, unlessGiven: JobState.ended)
            exitCode = forEach(found) { id in
                if found.named.contains(id), let state = try spool.state(of: id), !state.isFinished {
                    throw Failure("job \(id) has not ended: it is \(state.word). 'spool cancel \(id)' ends it.")
                }
            }
            rule.ids = Set(found.ids)
            named = Set(found.named)
        }
        var tally = Tally()
        let start = SteadyClock.microseconds
        let verb = isDryRun ? "would be deleted" : "deleted"
        let report = try spool.prune(rule, isDryRun: isDryRun, now: WallClock.milliseconds) { report in
            tally.show(
                ProgressBar(total: report.total).line(
                    done: report.examined, "\(Words.count(report.jobs, "job")) \(verb)",
                    elapsedMilliseconds: (SteadyClock.microseconds - start) / 1000))
        }
        tally.clear()
        for job in report.leftAlone {
            complain("spool: left alone: \(job.reason)")
            if named.contains(job.id) { exitCode = 1 }
        }
        let text =
            isJSON
            ? json(report).serialized
            : "\(Words.count(report.jobs, "job")) \(verb), \(Words.size(bytes: report.bytes))"
        try StandardStream.output.write(Array((text + "\n").utf8))
        return exitCode
    }

    private func json(_ report: PruneReport) -> JSON {
        .object([
            ("dry_run", .bool(isDryRun)),
            ("jobs", .number(Int64(report.jobs))),
            ("bytes", .number(report.bytes)),
            (
                "left_alone",
                .array(
                    report.leftAlone.map { job in
                        .object([("id", .number(Int64(clamping: job.id.number))), ("reason", .text(job.reason))])
                    })
            ),
        ])
    }
}

extension ValueParser<[Outcome]?> {
    /// Outcomes, separated by commas.
    static var outcomes: Self {
        let words = ValueParser<[Outcome]>.words()
        return Self(completion: words.completion) { bytes throws(ValueError) in try words.parse(bytes) }
    }
}
