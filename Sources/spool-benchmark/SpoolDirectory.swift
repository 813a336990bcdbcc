import Glibc
import SystemCalls

/// A spool to measure, seen through its files: docs/spool-format.md.
struct SpoolDirectory: Sendable {
    let path: FilePath
    let program: String

    private var location: String { path.text }

    /// Queues a job for each line of a file: the line for the shell, or a command with the line in the place of `{}`.
    func submit(batch lines: FilePath, _ words: [String] = []) throws {
        try Child.run(command(["submit", "--batch", lines.text] + words))
    }

    /// Why the supervisor starts no jobs; nil where nothing keeps it from that.
    var problem: String? {
        linesOfFile(path / "supervisor").first { $0.hasPrefix("problem=") }.map { String($0.dropFirst(8)) }
    }

    /// The words that have `spool` use this spool.
    func command(_ words: [String]) -> [String] { [program, "--spool", location] + words }

    func startSupervisor(slots: Int) throws -> Child {
        try Child(command(["supervise", "--slots", String(slots)]))
    }

    /// The ids in `running`.
    func running() throws -> [FilePath] {
        try FileDescriptor.workingDirectory.openDirectory(path / "running").entries()
    }

    /// Waits until so many jobs are running whose commands execute; their processes.
    func waitForRunning(_ count: Int) throws -> [RunningJob] {
        try eventually("\(count) jobs are running", milliseconds: max(5, Int64(count) / 10)) {
            let jobs = try running().compactMap { RunningJob(path / "running" / $0) }
            return jobs.count == count ? jobs : nil
        }
    }

    /// Waits until no job is left in `running`.
    func waitForNoneRunning() throws {
        try eventually("no job is running") { try running().isEmpty ? true : nil }
    }

    /// Waits until so many jobs have succeeded.
    func waitForSuccess(of count: Int) throws {
        try eventually("\(count) jobs have succeeded") { try finished("succeeded") == count ? true : nil }
    }

    /// How many jobs lie in `finished/OUTCOME`.
    func finished(_ outcome: FilePath) throws -> Int {
        let here = FileDescriptor.workingDirectory
        let folder = path / "finished" / outcome
        return try here.openDirectory(folder).entries().reduce(0) { total, shard in
            try total + here.openDirectory(folder / shard).entries().count
        }
    }
}

/// The processes of a running job, from its `pid.1`.
struct RunningJob: Sendable {
    let shepherd: ProcessIdentity
    let command: ProcessIdentity

    init?(_ job: FilePath) {
        var processes: [String: ProcessIdentity] = [:]
        for line in linesOfFile(job / "pid.1") {
            let words = line.split { $0 == "=" || $0 == " " }
            guard words.count == 3, let pid = pid_t(words[1]), let ticks = UInt64(words[2]) else { continue }
            processes[String(words[0])] = ProcessIdentity(pid: pid, startTicks: ticks)
        }
        guard let shepherd = processes["shepherd"], let command = processes["command"] else { return nil }
        self.shepherd = shepherd
        self.command = command
    }

    /// Ends the command; its shepherd then ends by itself.
    func end() { ProcessHandle(command)?.send(SIGTERM) }
}

/// Asks again and again, and gives up after a minute.
///
/// - Parameter pauses: how long after an answer it asks again; what takes long to answer is to be asked seldom.
@discardableResult
func eventually<Value>(_ what: String, milliseconds pauses: Int64 = 5, _ ask: () throws -> Value?) throws -> Value {
    let end = SteadyClock.microseconds + 60_000_000
    while SteadyClock.microseconds < end {
        if let value = try ask() { return value }
        try pause(milliseconds: pauses)
    }
    throw Failure("it was waited for a minute until \(what), in vain.")
}

func pause(milliseconds: Int64) throws { _ = try waitForInput([], milliseconds: milliseconds) }
