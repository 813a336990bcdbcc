import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool show`: everything of one job.
struct ShowCommand: Command {
    var isJSON = false
    var showsValues = false
    var showsTrace = false
    var selection = Selection()

    static let syntax = CommandSyntax<ShowCommand>(
        name: "show", summary: "Show everything that is known of jobs.",
        discussion: """
            Of the environment it shows the names of the variables; their values may be secrets.

            \(Selection.discussion)
            """,
        defaults: ShowCommand(),
        options: [
            .flag("json", help: "Print one JSON object a line.") { $0.isJSON = true },
            .flag("environment", short: "e", help: "Show the values of the variables, too.") { $0.showsValues = true },
            .flag(
                "trace", help: "Show instead what was decided and done, for jobs of 'submit --trace'."
            ) { $0.showsTrace = true },
        ] + Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs to show.") { $0.selection.selectors = $1 },
        check: { (options) throws(UsageProblem) in try options.selection.requireSome() })

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        var isFirst = true
        return forEach(try selection.find(in: spool, unlessGiven: JobState.all)) { id in
            if !isFirst, !isJSON { try StandardStream.output.write([UInt8(ascii: "\n")]) }
            isFirst = false
            if showsTrace { try showTrace(of: spool.job(id)) } else { try show(try spool.job(id), in: spool) }
        }
    }

    private func show(_ directory: borrowing JobDirectory, in spool: Spool) throws {
        let job = JobSummary(directory)
        let variables = job.record.flatMap { try? directory.environment(of: $0) } ?? []
        let shown = showsValues ? variables : variables.map { Array($0.prefix { $0 != UInt8(ascii: "=") }) }
        let path = spool.path / job.state.path(of: job.id)
        let text = isJSON ? json(job, path, shown).serialized + "\n" : facts(job, path, shown).text
        try StandardStream.output.write(Array(text.utf8))
    }

    private func json(_ job: JobSummary, _ path: FilePath, _ variables: [[UInt8]]) -> JSON {
        guard case .object(let fields) = JSON.job(job) else { return .null }
        return .object(
            fields + [
                ("path", .bytes(path.bytes)),
                ("umask", .optional(job.record.map { octal($0.umask) }, JSON.text)),
                ("stdin", .optional(job.record?.input) { .bytes($0.bytes) }),
                ("output", .optional(job.record?.output) { .bytes($0.bytes) }),
                ("error", .optional(job.record?.error) { .bytes($0.bytes) }),
                ("on_loss", .optional(job.record?.onLoss) { .text($0.rawValue) }),
                ("left_behind", .optional(job.record?.leftBehind) { .text($0.rawValue) }),
                ("script_bytes", .optional(job.record?.scriptSize) { .number(Int64($0)) }),
                ("array", .optional(job.record?.array) { .text($0.tasks.rangeText) }),
                ("max_running", .optional(job.record?.array?.maximumRunning) { .number(Int64($0)) }),
                ("unique", .optional(job.record?.uniqueKey) { .bytes($0.bytes) }),
                ("order", .optional(job.record?.order, JSON.order)),
                ("timeout_ms", .optional(job.record?.limits.timeoutMilliseconds, JSON.number)),
                ("grace_ms", .optional(job.record?.limits.grace, JSON.number)),
                ("retry", .optional(job.record?.retry, JSON.retry)),
                ("trace", .optional(job.record?.isTraced, JSON.bool)),
                ("environment", .array(variables.map(JSON.bytes))),
            ] + JSON.limits(job.record?.limits) + JSON.notice(job))
    }

    private func facts(_ job: JobSummary, _ path: FilePath, _ variables: [[UInt8]]) -> FactList {
        var list = FactList()
        list.append("job", "\(job.id)")
        list.append("state", job.state.mostTellingWord + (job.reason.map { ": " + printable($0) } ?? ""))
        list.append("path", path.description)
        if let record = job.record {
            list.append("name", record.name.map { printable($0) })
            for label in record.labels { list.append("label", printable(label.bytes)) }
            list.append("command", printable(record.commandLine))
            list.append("script", record.scriptSize.map { _ in (path / Layout.script).description })
            if let array = record.array {
                list.append("tasks", array.tasks.rangeText + (job.tasks.map { ": " + Words.tasks($0) } ?? ""))
                list.append("max running", array.maximumRunning.map(String.init))
            }
            list.append("directory", record.directory.description)
            list.append("umask", octal(record.umask))
            list.append("stdin", (record.input ?? "/dev/null").description)
            list.append("output", output(record.output, path, job.file(.output)))
            list.append("error", output(record.error, path, job.file(.error)))
            list.append("on loss", record.onLoss.rawValue)
            list.append("left behind", record.leftBehind.rawValue)
            list.append(FactList.order(record.order))
            list.append("unique", record.uniqueKey.map { printable($0.bytes) })
            list.append("timeout", record.limits.timeoutMilliseconds.map(Words.duration))
            list.append("retries", record.retry.map(Words.retry))
            list.append("grace", record.limits.graceMilliseconds.map(Words.duration))
            list.append(.limits(record.limits))
            list.append(.notice(job))
            list.append("trace", record.isTraced ? (path / Layout.trace).description : nil)
            list.append("submitted", Words.time(milliseconds: record.submittedMilliseconds))
        }
        if job.state == .running, let pid = job.pid {
            list.append("shepherd", "\(pid.shepherd.pid)")
            list.append("process", pid.command.map { "\($0.pid)" })
            list.append("started", Words.time(milliseconds: pid.startedMilliseconds))
        }
        if job.state.isFinished, let result = job.result { list.append(FactList.result(result, attempt: job.attempt)) }
        list.append("environment", Words.count(variables.count, "variable"))
        for variable in variables { list.append("", printable(variable)) }
        return list
    }

    private func output(_ path: FilePath?, _ job: FilePath, _ name: FilePath) -> String {
        (path ?? job / name).description
    }
}

extension JobSummary {
    /// Where a stream of the last attempt goes, or would go, in the job's directory: a file, or for an array a folder.
    fileprivate func file(_ stream: TaskStream) -> FilePath {
        let attempt = max(1, attempt)
        if record?.array != nil { return stream.folder(attempt) }
        return stream == .output ? Layout.output(attempt) : Layout.error(attempt)
    }
}
