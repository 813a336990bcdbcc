import SpoolModel
import SystemCalls

/// What is told of a job that has ended: as variables, as a mail, and as JSON.
struct EndText {
    private let job: JobSummary
    private let record: JobRecord
    private let directory: FilePath
    private let spool: FilePath
    private let address: [UInt8]
    private let variables: [[UInt8]]
    private let outputs: [(name: FilePath, tail: [UInt8])]
    private let end: JobEnd

    init(_ letter: Letter) {
        job = letter.summary
        record = letter.record
        end = letter.end
        spool = letter.spoolPath
        address = letter.notice.address ?? []
        directory = spool / job.state.path(of: job.id)
        variables = letter.variables
        outputs = [Layout.output(end.attempt), Layout.error(end.attempt)].compactMap { name in
            guard let file = try? letter.job.descriptor.open(name, 0) else { return nil }
            return (name, tail(of: file))
        }
    }

    /// The result of this end; nil where the job was cancelled before it was started, or started again.
    private var result: ResultRecord? { job.result?.outcome == end.outcome ? job.result : nil }

    /// The submitter's variables, and what is known of the end.
    var environment: [[UInt8]] {
        var facts: [(String, [UInt8])] = [
            ("SPOOL_JOB_DIR", directory.bytes), ("SPOOL_OUTCOME", Array(end.outcome.rawValue.utf8)),
        ]
        func add(_ name: String, _ value: String?) { if let value { facts.append((name, Array(value.utf8))) } }
        switch result?.status {
        case .exited(let code): add("SPOOL_EXIT_CODE", "\(code)")
        case .signaled(let signal): add("SPOOL_SIGNAL", "\(signal)")
        case nil: break
        }
        add("SPOOL_REASON", result?.reason)
        add("SPOOL_TASKS", result?.tasks.map(Self.words))
        if let name = record.name { facts.append(("SPOOL_NAME", name)) }
        if record.array == nil, end.attempt > 0 {
            facts.append(("SPOOL_OUTPUT", (record.output ?? directory / Layout.output(end.attempt)).bytes))
            facts.append(("SPOOL_ERROR", (record.error ?? directory / Layout.error(end.attempt)).bytes))
        }
        let own = JobVariables(spool: spool, id: job.id, attempt: end.attempt).added(to: variables)
        let directoryPrefix = Array("SPOOL_JOB_DIR=".utf8)
        return own.filter { !$0.starts(with: directoryPrefix) } + facts.map { Array("\($0.0)=".utf8) + $0.1 }
    }

    /// The job and its result, in the form of `spool show --json`.
    var json: [UInt8] {
        let object = JSON.object([
            ("id", .number(Int64(clamping: job.id.number))),
            ("name", .optional(record.name, JSON.bytes)),
            ("labels", .object(record.labels.map { ($0.key, .bytes($0.value)) })),
            ("outcome", .text(end.outcome.rawValue)),
            ("attempt", .number(Int64(end.attempt))),
            ("arguments", .array(record.arguments.map(JSON.bytes))),
            ("directory", .bytes(record.directory.bytes)),
            ("submitted_ms", .number(record.submittedMilliseconds)),
            ("path", .bytes(directory.bytes)),
            ("result", .optional(result) { .result($0, attempt: end.attempt) }),
        ])
        return Array((object.serialized + "\n").utf8)
    }

    /// A message as RFC 5322 has it, with the last lines that the job has written.
    var mail: [UInt8] {
        let name = record.name.map { " (\(Self.ascii($0)))" } ?? ""
        var lines = [
            "To: \(printable(address))",
            "Subject: spool: job \(job.id)\(name) \(end.outcome.rawValue)",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "Auto-Submitted: auto-generated",
            "",
            "job        \(job.id)",
        ]
        func add(_ key: String, _ value: String?) {
            if let value { lines.append(key + String(repeating: " ", count: 11 - key.utf8.count) + value) }
        }
        add("name", record.name.map { printable($0) })
        add("command", printable(record.commandLine))
        add("directory", record.directory.description)
        add("outcome", end.outcome.rawValue)
        switch result?.status {
        case .exited(let code): add("exit code", "\(code)")
        case .signaled(let signal): add("signal", "\(signal)")
        case nil: break
        }
        add("reason", result?.reason.map { printable($0) })
        add("tasks", result?.tasks.map(Self.words))
        add("time", (result?.measured?.wallMicroseconds).map { "\($0 / 1_000_000) s" })
        add("host", result.map { printable($0.host) })
        add("files", directory.description)
        for (name, tail) in outputs where !tail.isEmpty {
            lines += ["", "The end of \(name):", ""]
            lines += tail.split(separator: UInt8(ascii: "\n")).suffix(Self.lastLines).map { printable($0) }
        }
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private static let lastLines = 20

    /// A header may hold nothing else.
    private static func ascii(_ text: [UInt8]) -> String {
        String(decoding: text.prefix(80).map { (32...126).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }

    /// `succeeded=19 failed=1`.
    private static func words(_ counts: TaskCounts) -> String {
        TaskPhase.allCases.filter { counts[$0] > 0 }.map { "\($0.word)=\(counts[$0])" }.joined(separator: " ")
    }
}
