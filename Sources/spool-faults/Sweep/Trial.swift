import Glibc
import SpoolModel
import SystemCalls

/// One run of a scenario: prepare, disturb, look, recover, look again.
struct Trial {
    let scenario: Scenario
    /// Nil for a run that is traced and not disturbed.
    let point: Point?
    let bench: Bench
    private(set) var violations: [String] = []
    private(set) var wasReached = false
    private(set) var trace = Trace("")

    init(_ scenario: Scenario, _ point: Point?, _ bench: Bench) {
        self.scenario = scenario
        self.point = point
        self.bench = bench
    }

    func run() throws -> Trial {
        var trial = self
        try trial.proceed()
        return trial
    }

    private mutating func proceed() throws {
        try bench.clear()
        try scenario.prepare(bench)
        var foreign = ForeignFiles()
        try foreign.plant(in: bench.spool, withJobs: scenario.plantsInJobs)
        let reader = try startReader()
        let victim = try runVictim()
        let log = bench.text(of: bench.log)
        trace = Trace(log)
        wasReached = Trace.showsFault(log)

        var inspection = Inspection(scenario: scenario, point: point, bench: bench, victim: victim)
        inspection.judgeVictim(log: log)
        inspection.lookAtOnce()
        try? FileDescriptor.workingDirectory.unlink(bench.base / "armed")
        try inspection.recover()
        try end(reader)
        inspection.lookAtTheEnd()
        violations = inspection.violations
        violations += bench.text(of: bench.base / "reader").split(separator: "\n").map(String.init)
        violations += foreign.disturbed(in: bench.spool).map { "the foreign file \($0) was touched" }
        if bench.decoys.deadOnes > 0 { violations.append("a process of somebody else was ended") }
        try bench.endAllProcesses()
    }

    /// Runs the victim under strace, to its end.
    private func runVictim() throws -> RunResult {
        let filter = point.map { ["-e", "trace=\($0.call)", "-e", $0.injection] } ?? []
        let strace = ["-qq", "-o", "\(bench.log)"] + filter
        switch scenario.disturbed {
        case .tool(let arguments):
            let words = [bench.strace] + strace + [bench.tool, "--spool", "\(bench.spool)"] + arguments(bench)
            return try bench.run(words, limit: limit, files: "victim")
        case .shepherd:
            try bench.arm(strace)
            return try bench.run(
                [bench.tool, "--spool", "\(bench.spool)", "supervise", "--drain", "--slots", "2"], limit: limit,
                files: "victim")
        case .messenger:
            // As its descriptor 1 it has the spool.
            let words = [bench.strace] + strace + ["\(bench.tools)/real/spool-shepherd", "tell"]
            return try bench.run(
                ["sh", "-c", #"exec "$@" 1< "$0""#, "\(bench.spool)"] + words, limit: limit, files: "victim")
        }
    }

    /// Milliseconds. What fails for good is ended some time, and is no hang.
    private var limit: Int64 {
        if case .error(_, isLasting: true)? = point?.fault { 2500 } else { 10_000 }
    }

    /// Starts a process that reads the jobs which are there; nil where they may be deleted.
    private func startReader() throws -> ProcessIdentity? {
        let ids = scenario.jobs.filter { $0.value.isSubmitted && !$0.value.mayBeGone }.keys.sorted()
        if ids.isEmpty { return nil }
        let words = [
            try OwnProcess.executable().description, Reader.word, "\(bench.spool)", "2", "\(bench.base)/reader",
        ]
        return ProcessIdentity(current: try bench.start(words + ids.map { "\($0)" }, files: "reading"))
    }

    private func end(_ reader: ProcessIdentity?) throws {
        guard let reader else { return }
        if ProcessStatus(of: reader.pid)?.isZombie == true { throw SweepError("the reader has ended.") }
        ProcessHandle(reader)?.send(SIGKILL)
        _ = try waitForChild(reader.pid)
    }
}
