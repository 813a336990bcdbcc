import SpoolModel
import SystemCalls

/// The state of a spool as a whole: how many jobs are where, and who supervises.
struct SpoolOverview {
    private let counts: [(state: JobState, count: Int)]
    private let supervisor: SupervisorState
    private let settings: Settings
    private let path: FilePath
    private let isDiskFull: Bool

    init(_ spool: Spool) throws {
        let others = try spool.count(of: .delayed) + spool.count(of: .waiting)
        counts = try JobState.all.filter { $0 != .delayed && $0 != .waiting }.map { state in
            (state, try spool.count(of: state) + (state == .queued ? others : 0))
        }
        settings = try spool.settings()
        supervisor = try spool.supervisorState()
        path = spool.path
        isDiskFull = (try? spool.root.fileSystem().isFull()) ?? false
    }

    func json(_ jobs: [JobSummary], _ tasks: [TaskSummary]) -> JSON {
        .object([
            ("spool", .bytes(path.bytes)),
            ("supervisor", supervisorJSON),
            ("disk_full", .bool(isDiskFull)),
            ("paused", .bool(settings.isPaused)),
            ("paused_groups", .array(settings.pausedGroups.sorted().map { .text($0.text) })),
            ("counts", .object(counts.map { ($0.state.mostTellingWord, .number(Int64($0.count))) })),
            ("jobs", .array(jobs.map(JSON.job) + tasks.map(JSON.task))),
        ])
    }

    private var supervisorJSON: JSON {
        guard case .alive(let record, _) = supervisor else { return .null }
        return .object([
            ("pid", .optional(record?.pid) { .number(Int64($0)) }),
            ("slots", .optional(record?.slots) { .number(Int64($0)) }),
            ("started_ms", .optional(record?.startedMilliseconds, JSON.number)),
            ("problem", .optional(record?.problem, JSON.text)),
        ])
    }

    func text(
        _ jobs: [JobSummary], _ tasks: [(task: TaskSummary, record: JobRecord?)], leavesOutSome: Bool, withCounts: Bool
    ) -> String {
        let now = WallClock.milliseconds
        var table = Table()
        table.append(["ID", "STATE", "REASON", "NAME", "TIME", "COMMAND"].map { Table.Cell($0, .bold) })
        for job in jobs { table.append(row(job, now)) }
        for (task, record) in tasks { table.append(row(task, record, now)) }
        var lines =
            jobs.isEmpty && tasks.isEmpty
            ? [] : table.lines(width: Terminal.width, isColored: Terminal.hasColor, rightAligned: [0, 4])
        if withCounts {
            if leavesOutSome { lines.append("(more: spool status --all)") }
            lines.append(countLine)
            lines += pauseLines + supervisorLines
            if isDiskFull {
                lines.append(
                    "The disk is full: jobs wait for room, to start or to end. 'spool prune' makes some.")
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func row(_ job: JobSummary, _ now: Int64) -> [Table.Cell] {
        [
            Table.Cell(job.id.description),
            Table.Cell(job.state.mostTellingWord, job.state.color),
            Table.Cell(job.shortReason.map { Self.shortened(printable($0)) } ?? ""),
            Table.Cell(job.record?.name.map { printable($0) } ?? ""),
            Table.Cell(job.span(now: now).map(Words.duration) ?? ""),
            Table.Cell(job.record.map { printable($0.commandLine) } ?? ""),
        ]
    }

    private func row(_ task: TaskSummary, _ record: JobRecord?, _ now: Int64) -> [Table.Cell] {
        let end = task.slot.end
        let status = end?.status.flatMap { $0 == .exited(0) ? nil : $0 }
        let span = end.map { $0.wallMicroseconds / 1000 } ?? task.slot.start.map { now - $0.milliseconds }
        return [
            Table.Cell(task.name),
            Table.Cell(task.word, task.phase.outcome.flatMap { JobState.finished($0).color }),
            Table.Cell(status.map(Words.status) ?? ""),
            Table.Cell(record?.name.map { printable($0) } ?? ""),
            Table.Cell(span.map(Words.duration) ?? ""),
            Table.Cell(record.map { printable($0.commandLine) } ?? ""),
        ]
    }

    /// The whole reason is told by `show`.
    private static func shortened(_ text: String) -> String { text.count > 32 ? text.prefix(31) + "…" : text }

    private var countLine: String {
        let shown = counts.filter { $0.count > 0 || $0.state == .queued || $0.state == .running }
        return shown.map { "\($0.count) \($0.state.mostTellingWord)" }.joined(separator: ", ") + "."
    }

    private var pauseLines: [String] {
        if settings.isPaused { return ["The spool is paused: nothing starts before 'spool resume'."] }
        let groups = settings.pausedGroups.sorted().map(\.text)
        return groups.isEmpty
            ? [] : ["Paused: \(groups.count == 1 ? "group" : "groups") \(groups.joined(separator: ", "))."]
    }

    private var supervisorLines: [String] {
        switch supervisor {
        case .absent:
            let isNeeded = counts.contains { ($0.state == .queued || $0.state == .running) && $0.count > 0 }
            return [
                "No supervisor is alive." + (isNeeded ? " 'spool supervise' or 'spool cron install' starts one." : "")
            ]
        case .alive(let record?, _):
            if let range = record.range {
                return [
                    "'spool run' (pid \(record.pid)) starts jobs \(range.lowerBound) to \(range.upperBound), and no others."
                ]
            }
            let alive = "A supervisor is alive (pid \(record.pid), \(Words.count(record.slots, "slot")))."
            return [alive] + (record.problem.map { ["It has a problem: \(printable($0))"] } ?? [])
        case .alive(nil, _):
            return ["A supervisor is starting."]
        }
    }
}

extension JobState {
    /// What it is shown in on a terminal; nil for the terminal's own colour.
    var color: Table.Color? {
        switch self {
        case .held: .yellow
        case .delayed, .waiting, .queued: nil
        case .running: .cyan
        case .finished(.succeeded): .green
        case .finished(.cancelled): .yellow
        case .finished(.failed), .finished(.timedOut), .finished(.lost): .red
        }
    }
}
