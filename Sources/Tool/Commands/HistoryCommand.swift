import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool history`: the finished jobs, and what they have used.
struct HistoryCommand: Command {
    enum Form: Sendable { case table, csv, json }

    var since: Moment?
    var until: Moment?
    var outcomes: [Outcome]?
    var name: [UInt8]?
    var labels: [Label] = []
    var last: Int?
    var showsAll = false
    var showsAttempts = false
    var form = Form.table

    /// How many jobs are shown where neither a filter nor a number says more.
    private static let shortList = 20

    static let syntax = CommandSyntax<HistoryCommand>(
        name: "history", summary: "Show finished jobs, their times, and what they have used.",
        discussion: """
            Shows the \(shortList) finished jobs with the highest ids, or all to which the given filters apply. TIME is a time such as \
            2026-11-23 or '2026-11-23 14:05', or how long ago it was, such as 2h or 3d; it is compared with the end of a job, or with \
            its submission where no end was recorded.

            WAITED is the time from the submission to the start, WALL that from the start to the end. USER and SYSTEM are processor time, \
            MEMORY the peak of the largest single process. With --csv and --json times are milliseconds since 1970 (_ms), spans \
            microseconds (_us).
            """,
        defaults: HistoryCommand(),
        options: [
            .option("since", value: "TIME", as: .moment, help: "Jobs that ended then or later.") { $0.since = $1 },
            .option("until", value: "TIME", as: .moment, help: "Jobs that ended before.") { $0.until = $1 },
            .option("outcome", value: "OUTCOME,...", as: .outcomes, help: "Jobs that ended so.") { $0.outcomes = $1 },
            .option("name", value: "TEXT", as: .nonEmptyBytes, help: "Jobs with this name.") { $0.name = $1 },
            .repeated(
                "label", value: "KEY=VALUE", as: .label,
                help: "Jobs with this label. May be repeated; all must hold."
            ) { $0.labels.append($1) },
            .option(
                "last", short: "n", value: "N", as: .integer(atLeast: 1),
                help: "The N jobs with the highest ids of these."
            ) { $0.last = $1 },
            .flag("all", short: "a", help: "Every finished job.") { $0.showsAll = true },
            .flag("attempts", help: "A line for each attempt, not for the last one alone.") { $0.showsAttempts = true },
            .flag("csv", help: "Print comma-separated values, with a header.") { $0.form = .csv },
            .flag("json", help: "Print one JSON object a line.") { $0.form = .json },
        ],
        exclusive: [["csv", "json"], ["last", "all"]],
        examples: [
            Example("spool history --since 1d --outcome failed,lost", "What went wrong since yesterday."),
            Example("spool history --all --csv > jobs.csv", "For a spreadsheet."),
        ])

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        let now = WallClock.milliseconds
        let (rows, hasMore) = try rows(spool, now)
        switch form {
        case .table:
            try StandardStream.output.write(Array(table(rows, hasMore, now).utf8))
        case .csv:
            let header = HistoryRow.columns.map { Array($0.name.utf8) }
            // A file gets what is there; a terminal would take it for orders.
            let fields = ([header] + rows.map(\.csvFields)).map { row in
                StandardStream.output.isTerminal ? row.map { Array(printable($0).utf8) } : row
            }
            try StandardStream.output.write(fields.flatMap(CSV.line))
        case .json:
            let lines = rows.map { $0.json.serialized + "\n" }
            try StandardStream.output.write(Array(lines.joined().utf8))
        }
        return 0
    }

    private var limit: Int? {
        let hasFilter = since != nil || until != nil || outcomes != nil || name != nil || !labels.isEmpty
        return last ?? (hasFilter || showsAll ? nil : Self.shortList)
    }

    /// In the order of their ids.
    private func rows(_ spool: Spool, _ now: Int64) throws -> (rows: [HistoryRow], hasMore: Bool) {
        let filter = HistoryFilter(
            since: since?.milliseconds(now: now), until: until?.milliseconds(now: now), name: name, labels: labels)
        var rows: [HistoryRow] = []
        var count = 0
        var hasMore = false
        try spool.forEachFinished(
            outcomes: Outcome.allCases.filter { outcomes?.contains($0) ?? true }, since: filter.since
        ) {
            (id, state) throws(SpoolError) in
            // One that was pruned meanwhile.
            guard let descriptor = try spool.open(id, in: state) else { return true }
            let directory = JobDirectory(id: id, state: state, descriptor: descriptor)
            let job = JobSummary(directory)
            guard filter.accepts(ended: job.result?.measured?.endedMilliseconds, job.record) else { return true }
            if count == limit {
                hasMore = true
                return false
            }
            count += 1
            rows += self.rows(of: job, directory).reversed()
            return true
        }
        return (rows.reversed(), hasMore)
    }

    private func rows(of job: JobSummary, _ directory: borrowing JobDirectory) -> [HistoryRow] {
        guard case .finished(let outcome) = job.state else { return [] }
        let last = HistoryRow(job, attempt: job.attempt, outcome, job.result, job.pid)
        if !showsAttempts || job.attempt < 2 { return [last] }
        var rows: [HistoryRow] = []
        for attempt in 1..<job.attempt {
            let result = directory.result(attempt: attempt)
            let pid = directory.pid(attempt: attempt)
            rows.append(HistoryRow(job, attempt: attempt, result?.outcome ?? .lost, result, pid))
        }
        return rows + [last]
    }

    private func table(_ rows: [HistoryRow], _ hasMore: Bool, _ now: Int64) -> String {
        var table = Table()
        table.append(HistoryRow.titles.map { Table.Cell($0, .bold) })
        for row in rows { table.append(row.cells(now: now)) }
        var lines = table.lines(
            width: Terminal.width, isColored: Terminal.hasColor, rightAligned: HistoryRow.rightAligned)
        if hasMore { lines.append("(more: spool history --all)") }
        return lines.map { $0 + "\n" }.joined()
    }
}
