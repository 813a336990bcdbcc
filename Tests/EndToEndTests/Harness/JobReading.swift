import Glibc
import SystemCalls
import Testing

/// What the files of a spool tell of its jobs.
extension TestSpool {
    static let outcomes = ["succeeded", "failed", "timed-out", "cancelled", "lost"]

    /// The folder of each state, by the word that tests name it with.
    private static let folders: [(state: String, folder: String, isSharded: Bool)] =
        [
            ("held", "held", true), ("delayed", "delayed", true), ("waiting", "waiting", true),
            ("queued", "queued", true),
            ("running", "running", false),
        ]
        + outcomes.map { ($0, "finished/" + $0, true) }

    /// Where a job lies; nil where it is nowhere.
    func directory(of id: Int) -> String? {
        // A job that moves on while it is looked for is found by the second look.
        for _ in 0..<2 {
            for (_, folder, isSharded) in Self.folders {
                let directory = "\(path)/\(folder)/" + (isSharded ? "\(id / 1000)/\(id)" : "\(id)")
                if fileExists(directory) { return directory }
            }
        }
        return nil
    }

    /// `held`, `queued`, `running` or an outcome; nil where there is no such job.
    func state(of id: Int) -> String? {
        for _ in 0..<2 {
            for (state, folder, isSharded) in Self.folders
            where fileExists("\(path)/\(folder)/" + (isSharded ? "\(id / 1000)/\(id)" : "\(id)")) {
                return state
            }
        }
        return nil
    }

    /// The ids of all jobs in a state, ascending.
    func jobs(in state: String) -> [Int] {
        guard let (_, folder, isSharded) = Self.folders.first(where: { $0.state == state }) else { return [] }
        let folders = isSharded ? namesIn("\(path)/\(folder)").map { "\(folder)/\($0)" } : [folder]
        return folders.flatMap { namesIn("\(path)/\($0)") }.compactMap { Int($0) }.sorted()
    }

    /// The ids of all jobs.
    var allJobs: [Int] { Self.folders.flatMap { jobs(in: $0.state) }.sorted() }

    /// A file of a job.
    func file(_ name: String, of id: Int) -> [UInt8]? { directory(of: id).flatMap { readFile("\($0)/\(name)") } }

    /// What a job has written to its standard output so far.
    func output(of id: Int, attempt: Int = 1) -> String {
        String(decoding: file("output.\(attempt)", of: id) ?? [], as: UTF8.self)
    }

    /// The fields of a file of a job; none while it is not whole.
    func fields(_ name: String, of id: Int) -> [String: String] {
        recordFields(String(decoding: file(name, of: id) ?? [], as: UTF8.self))
    }

    func result(of id: Int, attempt: Int = 1) -> [String: String] { fields("result.\(attempt)", of: id) }

    /// The pids of what the shepherd of a job has started, or adopted, and not yet waited for.
    func children(ofShepherdOf id: Int) -> Set<String> {
        let children = pids(of: id).shepherd.flatMap { readText("/proc/\($0.pid)/task/\($0.pid)/children") } ?? ""
        return Set(children.split(separator: " ").map(String.init))
    }

    /// The fields of the record `supervisor`.
    var supervisor: [String: String] { recordFields(readText(path + "/supervisor") ?? "") }

    /// Waits until a job is in a state.
    func wait(for id: Int, toBe state: String, within limit: Duration = deadline) async throws {
        try await eventually("job \(id) is \(state), it is \(self.state(of: id) ?? "nowhere")", within: limit) {
            self.state(of: id) == state
        }
    }

    /// Waits until a job has ended, and says how.
    @discardableResult
    func outcome(of id: Int) async throws -> String {
        try await value("the end of job \(id)") { state(of: id).flatMap { Self.outcomes.contains($0) ? $0 : nil } }
    }

    /// Waits until a job's command executes; the command's process.
    @discardableResult
    func command(of id: Int, attempt: Int = 1) async throws -> ProcessIdentity {
        try await value("the command of job \(id)") { pids(of: id, attempt: attempt).command }
    }

    /// The processes that `pid.N` names, as far as it does.
    func pids(of id: Int, attempt: Int = 1) -> (shepherd: ProcessIdentity?, command: ProcessIdentity?) {
        let fields = fields("pid.\(attempt)", of: id)
        return (fields["shepherd"].flatMap(identity), fields["command"].flatMap(identity))
    }

    private func identity(_ text: String) -> ProcessIdentity? {
        let numbers = text.split(separator: " ")
        guard numbers.count == 2, let pid = pid_t(numbers[0]), let start = UInt64(numbers[1]) else { return nil }
        return ProcessIdentity(pid: pid, startTicks: start)
    }

    /// Every process that a running job's files name and that is alive.
    func jobPids() -> [ProcessStatus] {
        jobs(in: "running").flatMap { id in
            let pids = pids(of: id)
            return [pids.shepherd, pids.command].compactMap { $0 }.filter(isAlive)
        }.compactMap { ProcessStatus(of: $0.pid) }
    }

    /// Kills the shepherd of a running job, and waits until it is gone.
    func killShepherd(of id: Int, attempt: Int = 1) async throws {
        let shepherd = try #require(pids(of: id, attempt: attempt).shepherd)
        #expect(ProcessHandle(shepherd)?.send(SIGKILL) == true)
        try await eventually("the end of the shepherd") { !isAlive(shepherd) }
    }

    /// For the log of a failed test.
    func describeJobs() -> String {
        let jobs = allJobs.prefix(30).map { id in
            let directory = directory(of: id) ?? ""
            let records = namesIn(directory).filter { !$0.hasPrefix("environment") && !$0.hasPrefix("job") }
                .map { "    \($0): \((readText("\(directory)/\($0)") ?? "").prefix(400))" }
            return "  \(state(of: id) ?? "nowhere") \(id)\n" + records.joined(separator: "\n")
        }
        return ([readText(path + "/supervisor") ?? "no record of a supervisor"] + jobs).joined(separator: "\n")
    }
}

/// Whether this very process runs still, and is no zombie.
func isAlive(_ identity: ProcessIdentity) -> Bool {
    guard let status = ProcessStatus(of: identity.pid) else { return false }
    return status.identity == identity && !status.isZombie
}

func isAlive(_ pid: pid_t) -> Bool { ProcessStatus(of: pid).map { !$0.isZombie } ?? false }

/// Whether a process is traced by another one; `proc(5)`, `status`.
func isTraced(_ pid: pid_t, by tracer: pid_t) -> Bool {
    readText("/proc/\(pid)/status")?.contains("TracerPid:\t\(tracer)\n") == true
}
