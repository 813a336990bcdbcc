import Glibc
import SpoolModel
import SystemCalls

/// Very many jobs through one supervisor, and a spool with ten times as many that have ended.
struct Soak {
    let bench: Bench
    let options: LongOptions
    /// How many jobs are submitted at once.
    private var batch: Int { min(500, options.count / 4 + 1) }

    func run() throws -> [String] {
        try bench.clear()
        try bench.require("submit", "true")
        let supervisor = try bench.start(
            ["sh", "-c", "exec \(bench.program) supervise --slots 2"], files: "supervisor")
        var violations: [String] = []
        var acknowledged: [UInt64] = [1]
        var first: Use?
        while acknowledged.count < options.count {
            let line = "echo start $SPOOL_JOB_ID.$SPOOL_ATTEMPT >> \(bench.notes)"
            let script = "yes '\(line)' | head -n \(batch) | \(bench.program) submit --batch -"
            acknowledged += try bench.run(["sh", "-c", script], limit: 60_000).printedIDs
            try waitForQueue()
            if first == nil { first = Use(of: supervisor) }
        }
        guard let first, let last = Use(of: supervisor) else { return ["the supervisor is gone"] }
        // Two for a shepherd whose end was not taken in yet.
        if last.descriptors > first.descriptors + 4 {
            violations.append("\(last.descriptors) descriptors, once \(first.descriptors)")
        }
        if last.kibibytes > first.kibibytes + 5 << 10 {
            violations.append("\(last.kibibytes) KiB, once \(first.kibibytes)")
        }
        let zombies = allProcesses().count { $0.parent == supervisor && $0.isZombie }
        if zombies > 0 { violations.append("\(zombies) zombies") }
        kill(supervisor, SIGTERM)
        _ = try waitForChild(supervisor)
        violations += judge(acknowledged)
        try StandardStream.output.write(
            Array(
                "\(acknowledged.count) jobs; the supervisor after \(batch): \(first), at the end: \(last)\n".utf8))
        return try violations + lookAtManyFinished()
    }

    /// Lets the supervisor work until little is left, so that it is never alone with a full queue for long.
    private func waitForQueue() throws {
        let end = SteadyClock.microseconds + 600_000_000
        while !names(in: bench.spool / Layout.queued).allSatisfy({ names(in: bench.spool / Layout.queued / $0).isEmpty }
        )
            || !names(in: bench.spool / Layout.running).isEmpty
        {
            if SteadyClock.microseconds > end { throw SweepError("the queue is not empty after 600 s.") }
            rest(milliseconds: 20)
        }
    }

    private func judge(_ acknowledged: [UInt64]) -> [String] {
        let found = jobs(in: bench.spool).filter { $0.state == .finished(.succeeded) }
        let starts = bench.text(of: bench.notes).split(separator: "\n")
        var violations: [String] = []
        if Set(found.map(\.id)) != Set(acknowledged) || found.count != acknowledged.count {
            violations.append("of \(acknowledged.count) jobs \(found.count) have succeeded")
        }
        if starts.count != acknowledged.count - 1 || Set(starts).count != starts.count {
            violations.append("\(acknowledged.count - 1) jobs began \(starts.count) times")
        }
        return violations
    }

    /// Ten times as many jobs as were run: copies of one of them, with the files linked.
    private func lookAtManyFinished() throws -> [String] {
        let here = try FileDescriptor.workingDirectory.openDirectory(bench.spool)
        var model = JobState.finished(.succeeded).path(of: JobID(2))
        let first = UInt64(options.count) + UInt64(batch) + 2
        let count = UInt64(options.count) * 10
        for id in first..<first + count {
            let path = JobState.finished(.succeeded).path(of: JobID(id))
            try here.makeDirectoryIfAbsent(path.parent)
            try here.makeDirectory(path)
            // A file has 65,000 names at most on ext4, and the environment of those that ran may have many.
            let isNew = (id - first) % 50_000 == 0
            for name in names(in: bench.spool / model) {
                if isNew {
                    let content = try here.open(model / name, O_RDONLY).readAll()
                    try here.open(path / name, O_WRONLY | O_CREAT | O_EXCL).writeAll(content)
                } else {
                    try here.link(model / name, as: path / name, in: here)
                }
            }
            if isNew { model = path }
        }
        var violations: [String] = []
        for (words, most) in [(["status"], Int64(200)), (["supervise", "--drain"], 1000)] {
            let began = SteadyClock.microseconds
            let result = try bench.run([bench.tool, "--spool", "\(bench.spool)"] + words)
            let took = (SteadyClock.microseconds - began) / 1000
            try StandardStream.output.write(Array("\(count) finished jobs: \(words[0]) took \(took) ms\n".utf8))
            if !result.isSuccess || took > most { violations.append("\(words[0]) took \(took) ms: \(result.error)") }
        }
        return violations
    }
}

/// What a process holds.
private struct Use: CustomStringConvertible {
    let descriptors: Int
    /// In memory.
    let kibibytes: Int

    /// Nil where there is no such process. Source: `proc(5)`, `status`.
    init?(of pid: pid_t) {
        let text = (try? FileDescriptor.workingDirectory.open("/proc/\(pid)/status", O_RDONLY).readAll()) ?? []
        let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
        self.kibibytes = kibibytes
        descriptors = names(in: "/proc/\(pid)/fd").count
    }

    var description: String { "\(descriptors) descriptors, \(kibibytes) KiB" }
}
