import Glibc
import SpoolModel
import SystemCalls

/// One cut: submitters and a supervisor at work, a moment, darkness, and a new supervisor.
struct PowerCut {
    private let bench: Bench
    private let disk: SmallDisk
    private let without: String?
    private let moment: Int64
    private let kind: Kind
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
        kind = Kind.allCases[Int(chance.next(below: UInt64(Kind.allCases.count)))]
    }

    mutating func run() throws {
        try bench.clear()
        try disk.sync()
        let writers = try startWriters()
        rest(milliseconds: moment)
        for job in jobs(in: bench.spool) {
            if case .finished = job.state { finished[job.id] = job.state }
        }
        // As in a machine without power, no program goes on with what its last call has answered.
        for writer in writers { kill(-writer, SIGSTOP) }
        bench.stopAll()
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
        let line = kind.line(bench)
        let submit = "\(traced) submit \(kind.options)"
        let single = "for i in 1 2 3 4 5 6; do \(submit) -c '\(line)'; done"
        let batch = "for i in 1 2 3 4; do echo '\(line)'; done | \(submit) --batch -"
        return try [
            ("single", single), ("other", single), ("batch", kind == .tasks ? single : batch),
            ("work", "exec \(traced) supervise --slots 2"),
        ]
        .map { file, script in try bench.start(["sh", "-c", script], files: file) }
    }

    /// Kills all that is alive of programs and jobs, and waits until it is gone.
    private func end(_ writers: [pid_t]) throws {
        for writer in writers {
            kill(-writer, SIGKILL)
            _ = try waitForChild(writer)
        }
        try bench.endAllProcesses()
    }

    /// What must be true before and after a new supervisor has put everything right.
    private mutating func look() throws {
        let highest = max(acknowledged.max() ?? 0, jobs(in: bench.spool).map(\.id).max() ?? 0)
        var expectations: [UInt64: Expectation] = [:]
        for id in 0..<highest {
            let id = id + 1
            expectations[id] = kind.expectation(of: id, isSubmitted: acknowledged.contains(id))
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

extension PowerCut {
    /// What all jobs of a cut have in common; each third of them fails, but for arrays.
    enum Kind: CaseIterable {
        case plain, requeued, ordered, retried, tasks

        var options: String {
            switch self {
            case .plain: ""
            case .requeued: "--on-loss requeue"
            case .ordered: "--priority 3 --lock one --limit some=2"
            case .retried: "--retries 1 --delay 1ms"
            case .tasks: "--array 1-3"
            }
        }

        func line(_ bench: Bench) -> String {
            if self == .tasks { return bench.taskLine }
            let line = bench.job("sleep 0.01; s=$((SPOOL_JOB_ID % 3 == 0 ? 3 : 0))")
            return line.replacing("exit 0", with: "exit $s")
        }

        func expectation(of id: UInt64, isSubmitted: Bool) -> Expectation {
            let own: Outcome = id % 3 == 0 && self != .tasks ? .failed : .succeeded
            let attempts =
                switch self {
                case .requeued: 3
                case .retried: 2
                default: 1
                }
            return Expectation(
                outcomes: self == .requeued ? [own] : [own, .lost], exitCode: own == .failed ? 3 : 0,
                attempts: attempts, isSubmitted: isSubmitted, tasks: self == .tasks ? 3 : 0)
        }
    }
}
