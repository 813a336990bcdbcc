import SpoolModel
import SystemCalls

/// A program in the middle of something, and what must have become of every job afterwards.
struct Scenario {
    let victim: Victim
    /// `VICTIM/WORD`.
    let name: String
    let disturbed: Disturbed
    /// By id.
    let jobs: [UInt64: Expectation]
    /// Whether foreign files are also put into the directories of jobs.
    var plantsInJobs = true
    /// The system calls that are tried; nil for all.
    var calls: Set<String>?
    /// What is there before the victim begins.
    var prepare: (Bench) throws -> Void = { _ in }

    /// The program that is traced.
    enum Disturbed {
        /// `spool --spool SPOOL`, with these arguments.
        case tool((Bench) -> [String])
        /// The first shepherd that a supervisor starts.
        case shepherd
        /// A messenger that nobody else started.
        case messenger
    }

    init(
        _ victim: Victim, _ word: String, _ disturbed: Disturbed, _ jobs: [UInt64: Expectation],
        plantsInJobs: Bool = true, calls: Set<String>? = nil, prepare: @escaping (Bench) throws -> Void = { _ in }
    ) {
        self.victim = victim
        name = "\(victim.rawValue)/\(word)"
        self.disturbed = disturbed
        self.jobs = jobs
        self.plantsInJobs = plantsInJobs
        self.calls = calls
        self.prepare = prepare
    }
}

/// What may become of a job.
struct Expectation: Sendable {
    /// How it may end where its victim was killed.
    var outcomes: Set<Outcome> = [.succeeded]
    /// How it may end where a call failed once; nil where that is the same.
    var undisturbed: Set<Outcome>?
    /// What its command exits with.
    var exitCode: Int32 = 0
    var attempts = 1
    /// Whether there is such a job before the victim begins.
    var isSubmitted = true
    /// Whether it may be deleted.
    var mayBeGone = false
    /// Whether it may be held in the end.
    var mayBeHeld = false
    /// How many tasks it has, if it is an array.
    var tasks = 0
    /// Whether each of them writes its number to its output.
    var tasksWrite = false
    /// Whether only head and tail of its output are kept.
    var isOutputCut = false
    /// Whether somebody is to be told of its end.
    var isTold = false
    /// What no other job may bear before it has ended.
    var key: String?
}

func allScenarios() -> [Scenario] {
    submitScenarios() + supervisorScenarios() + shepherdScenarios() + cancelScenarios() + pruneScenarios()
        + orderScenarios() + orderSupervisorScenarios() + taskScenarios() + messengerScenarios()
}

extension Bench {
    /// A line for the shell that writes into `notes` that it begins and ends, and into its output as well.
    func job(_ body: String = ":", exitCode: Int = 0) -> String {
        """
        echo start $SPOOL_JOB_ID.$SPOOL_ATTEMPT >> \(notes); echo begin; \(body); \
        echo end $SPOOL_JOB_ID.$SPOOL_ATTEMPT >> \(notes); echo done; exit \(exitCode)
        """
    }

    /// The same for a task of an array.
    var taskLine: String {
        ["start", "end"].map { "echo \($0) $SPOOL_JOB_ID.$SPOOL_ATTEMPT.$SPOOL_TASK_ID >> \(notes)" }.joined(
            separator: "; ")
    }

    /// The output of a job that came to its end.
    static let wholeOutput = "begin\ndone\n"

    func submit(_ line: String, _ options: String...) throws {
        let result = try run([tool, "--spool", "\(spool)", "submit"] + options + ["-c", line])
        if !result.isSuccess { throw SweepError("a job was not submitted: \(result.error)") }
    }

    /// Writes a file beside the spool, in the place of an earlier one.
    func write(_ name: String, _ text: String) throws {
        let file = base / FilePath(name)
        try? FileDescriptor.workingDirectory.unlink(file)
        try FileDescriptor.workingDirectory.open(file, 0o101).writeAll(Array(text.utf8))
    }

    /// Starts what is queued, and waits until commands execute.
    func startJobs(_ ids: UInt64..., slots: Int = 2) throws {
        try require("supervise", "--once", "--slots", "\(slots)")
        try eventually("jobs \(ids) start") {
            let notes = text(of: notes)
            return ids.allSatisfy { notes.contains("start \($0).") }
        }
    }

    /// Kills the shepherd of a running job, and waits until it is gone.
    func killShepherd(of id: UInt64) throws {
        let pid = try Spool(at: spool).summary(of: JobID(id)).pid
        guard let shepherd = pid?.shepherd, let handle = ProcessHandle(shepherd) else {
            throw SweepError("job \(id) has no shepherd.")
        }
        handle.send(9)
        _ = try waitForInput([handle.descriptor.number], milliseconds: 5000)
        try eventually("the end of a shepherd") { ProcessStatus(of: shepherd.pid)?.isZombie ?? true }
    }

    func eventually(_ what: String, _ condition: () -> Bool) throws {
        let end = SteadyClock.microseconds + 10_000_000
        while !condition() {
            if SteadyClock.microseconds > end { throw SweepError("\(what): that did not happen within 10 s.") }
            _ = try waitForInput([], milliseconds: 2)
        }
    }
}
