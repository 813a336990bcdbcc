import Glibc
import SpoolModel
import SystemCalls

/// One cut: submitters and a supervisor at work, a moment, darkness, and a new supervisor.
struct PowerCut {
    private let bench: Bench
    private let disk: SmallDisk
    private let without: String?
    private let moment: Int64
    private let isRequeued: Bool
    private(set) var acknowledged: Set<UInt64> = []
    /// How the jobs had ended that were finished just before.
    private(set) var finished: [UInt64: JobState] = [:]
    private(set) var violations: [String] = []

    init(bench: Bench, disk: SmallDisk, without: String?, chance: UInt64) {
        self.bench = bench
        self.disk = disk
        self.without = without
        var chance = Chance(seed: chance)
        moment = chance.next(below: 350)
        isRequeued = chance.next(below: 2) == 1
    }

    mutating func run() throws {
        try bench.clear()
        try disk.sync()
        let writers = try startWriters()
        rest(milliseconds: moment)
        for job in jobs(in: bench.spool) {
            if case .finished = job.state { finished[job.id] = job.state }
        }
        try disk.cutPower()
        try end(writers)
        try disk.restorePower()
        for file in Self.submitters {
            acknowledged.formUnion(ids(bench.text(of: bench.base / FilePath(file + ".out"))))
        }
        try look()
    }

    private func ids(_ text: String) -> [UInt64] {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { UInt64($0) }
    }

    private static let submitters = ["single", "other", "batch"]

    /// Two that submit one job after the other, one that submits four at once, and a supervisor.
    private func startWriters() throws -> [pid_t] {
        let inject = without.map { "inject=\($0):retval=0" }
        let program = "\(bench.tools)/real/spool --spool \(bench.spool)"
        let traced = inject.map { "\(bench.strace) -f -qq -o /dev/null -e '\($0)' \(program)" } ?? program
        let line = bench.job("sleep 0.01; s=$((SPOOL_JOB_ID % 3 == 0 ? 3 : 0))").replacing("exit 0", with: "exit $s")
        let submit = "\(traced) submit" + (isRequeued ? " --on-loss requeue" : "")
        let single = "for i in 1 2 3 4 5 6; do \(submit) -c '\(line)'; done"
        let batch = "for i in 1 2 3 4; do echo '\(line)'; done | \(submit) --batch -"
        return try [
            ("single", single), ("other", single), ("batch", batch), ("work", "exec \(traced) supervise --slots 2"),
        ]
        .map { file, script in try bench.start(["sh", "-c", script], files: file) }
    }

    /// Kills all that is alive of programs and jobs, and waits until it is gone.
    private func end(_ writers: [pid_t]) throws {
        for writer in writers {
            kill(-writer, SIGKILL)
            _ = try waitForChild(writer)
        }
        let end = SteadyClock.microseconds + 10_000_000
        while bench.endOwnProcesses() + bench.endJobProcesses() > 0 {
            if SteadyClock.microseconds > end { throw SweepError("a process that was killed does not end.") }
            rest(milliseconds: 2)
        }
    }

    /// What must be true before and after a new supervisor has put everything right.
    private mutating func look() throws {
        let highest = max(acknowledged.max() ?? 0, jobs(in: bench.spool).map(\.id).max() ?? 0)
        var expectations: [UInt64: Expectation] = [:]
        for id in 0..<highest {
            let id = id + 1
            let own: Outcome = id % 3 == 0 ? .failed : .succeeded
            expectations[id] = Expectation(
                outcomes: isRequeued ? [own] : [own, .lost], exitCode: own == .failed ? 3 : 0,
                attempts: isRequeued ? 3 : 1, isSubmitted: acknowledged.contains(id))
        }
        let scenario = Scenario(.supervisor, "powercut", .shepherd, expectations)
        let nothing = RunResult(status: nil, output: "", error: "")
        var inspection = Inspection(scenario: scenario, point: nil, bench: bench, victim: nothing)
        inspection.lookAtOnce()
        try inspection.recover()
        inspection.lookAtTheEnd()
        violations = inspection.violations
        let found = jobs(in: bench.spool)
        for (id, state) in finished where !found.contains(where: { $0.id == id && $0.state == state }) {
            violations.append("job \(id) was \(state.word) before the cut, and is not any more")
        }
        if bench.decoys.deadOnes > 0 { violations.append("a process of somebody else was ended") }
    }
}
