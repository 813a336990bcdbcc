import Glibc
import SpoolModel
import SystemCalls

/// Starts one shepherd for each queued job, never more than a set number at once.
///
/// One event loop: every turn takes in what happened, then starts what fits. All that it knows can be read from the spool again,
/// so it may be ended at any point.
public final class Supervisor {
    /// When to end.
    public enum Mode: Sendable {
        /// At a signal.
        case untilStopped
        /// When nothing is left to do.
        case drain
        /// After one turn.
        case once
    }

    let spool: Spool
    let mode: Mode
    let events: EventQueue
    private let lock: FileDescriptor
    let wakes: ChangeWatch
    private let requestedSlots: Int?

    let launcher: Launcher
    var record: SupervisorRecord
    var queue: QueueFront
    /// Jobs in `running` whose shepherds are watched.
    var shepherds: [JobID: Shepherd] = [:]
    /// Jobs in `running` that nobody looks after, or of which that is not known yet.
    var abandoned: [JobID: Backoff] = [:]
    /// What jobs in `running` have; one slot, those that are not listed.
    var shares: [JobID: Share] = [:]
    var settings: Settings
    var waiting: WaitingJobs
    var scheduler = Scheduler()
    /// The first time that a job waits for, milliseconds since 1970-01-01 UTC.
    var nextTime: Int64?
    let wallTimer: WallTimer
    /// No job that minds how busy the machine is starts before this, microseconds: what was started last is to show first.
    var machineGate: Int64 = 0
    var isMachineAwaited = false
    /// Whether nothing could be started in the last turn, not even if others ended.
    var isNothingStartable = false
    var delays = Delays()
    /// Arrays of which some jobs wait for a part.
    var watchedArrays: Set<JobID> = []
    /// Those in `running` of which an account is kept.
    var traced: Set<JobID> = []
    /// Jobs whose shepherds ended before they did, until one of them gets to the end.
    var failures: [JobID: Backoff] = [:]
    /// Nothing is started before this has passed.
    var startPause = Backoff()
    /// When what failed has worked, microseconds: nil unless a job was started since, which its shepherd may yet put off.
    var trialEnd: Int64?
    /// A job that somebody else is at work on, or that cannot be read at present, is not looked at again before this has passed.
    var jobPause = Backoff()
    /// What was said of such a job last.
    var jobProblem: String?
    /// What of the spool could not be read is not read again before this has passed.
    private var readPause = Backoff()
    /// When the pauses were looked at last. One that is over since then has to end the wait for events, which nobody else would.
    private var pausesLookedAt: Int64 = 0
    private var isFirstTurn = true
    private var isSpoolGone = false

    /// Becomes the supervisor; nil where there is one.
    ///
    /// - Parameters:
    ///   - slots: how many jobs may run at once; nil takes the spool's configuration, or the number of processors.
    ///   - range: the jobs to start; nil for all.
    ///   - starter: starts the shepherds.
    ///   - shepherd: the path of `spool-shepherd`.
    public init?(
        _ spool: Spool, slots: Int?, mode: Mode, only range: ClosedRange<JobID>? = nil, starter: any ProcessStarter,
        shepherd: FilePath
    ) throws {
        guard let lock = try spool.becomeSupervisor() else { return nil }
        try spool.requireFolders()
        self.lock = lock
        self.spool = spool
        self.mode = mode
        launcher = Launcher(starter, shepherd: shepherd, spool: spool)
        queue = QueueFront(range: range)
        waiting = WaitingJobs(range: range)
        wakes = try ChangeWatch()
        try wakes.add(try spool.openWake(), for: .touched)
        try wakes.add(try spool.root.openDirectory(Layout.delayed), for: .touched)
        // What is set from now on is heard of.
        settings = try spool.settings()
        requestedSlots = slots
        record = SupervisorRecord(
            pid: getpid(), boot: try currentBoot(), host: hostName(),
            slots: try slots ?? spool.configuration().slots ?? processorCount(),
            startedMilliseconds: WallClock.milliseconds)
        record.range = range
        events = try EventQueue()
        try events.add(wakes.descriptor, key: EventKey.wake)
        wallTimer = try WallTimer()
        try events.add(wallTimer.descriptor, key: EventKey.time)
        try spool.publish(record)
        // What cannot be swept now is swept another time.
        try? spool.sweepTemporary()
        for id in try spool.jobs(in: .running) {
            abandoned[id] = Backoff()
            if let job = open(running: id) { learnShare(of: job) }
        }
        noteWhatWasRead(noteAllDelays())
    }

    /// How many jobs may run at once.
    public var slots: Int { record.slots }

    /// What keeps jobs from starting; nil where all is well.
    public var problem: String? { record.problem }

    /// The keys of events that are no job's.
    enum EventKey {
        static let wake = UInt64.max
        static let stop = UInt64.max - 1
        static let time = UInt64.max - 2
    }

    /// Has a further descriptor end the wait of `turn`, such as that of a signal.
    public func watch(_ descriptor: borrowing FileDescriptor) throws {
        try events.add(descriptor, key: EventKey.stop)
    }

    /// Whether the mode says that this is the end.
    public var isDone: Bool {
        if isSpoolGone { return true }
        return switch mode {
        case .untilStopped: false
        case .once: !isFirstTurn
        case .drain:
            !isFirstTurn && shepherds.isEmpty && abandoned.isEmpty && delays.isEmpty && nextTime == nil
                && !isMachineAwaited && !startPause.hasFailed && !readPause.hasFailed && !jobPause.hasFailed
                && isNothingStartable
        }
    }

    /// Waits until something happens, or not at all in the first turn, and does what follows from it.
    public func turn() throws {
        let now = SteadyClock.microseconds
        for key in try events.wait(milliseconds: isFirstTurn ? 0 : pause(now: now)) {
            switch key {
            case EventKey.wake: try lookAround()
            case EventKey.stop: return
            case EventKey.time: wallTimer.acknowledge()
            default: collect(JobID(key))
            }
        }
        if isFirstTurn {
            spool.markLooked()
            launcher.launchMessengerIfNeeded()
        }
        isFirstTurn = false
        pausesLookedAt = SteadyClock.microseconds
        if let trialEnd, trialEnd <= pausesLookedAt { endStartPause() }
        if readPause.hasFailed, !readPause.isWaiting(now: pausesLookedAt) {
            noteWhatWasRead(noteAllDelays(), readSettings())
        }
        let isJobPauseOver = jobPause.hasFailed && !jobPause.isWaiting(now: pausesLookedAt)
        if isJobPauseOver { lookAgain() }
        do throws(SpoolError) {
            endDelays()
            try takeOverAbandoned()
            try settleConditions()
            try startJobs()
        } catch {
            // A disk or a table of the kernel that is full today has room tomorrow.
            pauseStarting(because: error.description)
            noteWhetherSpoolIsGone()
        }
        if isJobPauseOver, !jobPause.isWaiting(now: SteadyClock.microseconds) {
            jobPause = Backoff()
            if record.problem == jobProblem { setProblem(nil) }
        }
    }

    /// Nobody can find a spool that was deleted, and another supervisor may be at work where one was made anew.
    private func noteWhetherSpoolIsGone() {
        do throws(SystemError) {
            isSpoolGone = try spool.root.statusIfPresent(of: Layout.supervisorLock) == nil
        } catch {
            // What cannot be read is not gone.
        }
    }

    private func lookAround() throws {
        let changes = wakes.take()
        let hasDelays = changes.isIncomplete ? noteAllDelays() : noteDelays(inShards: Set(changes.names))
        forgetDepartures()
        noteWhetherSpoolIsGone()
        lookAgain()
        noteWhatWasRead(hasDelays, readSettings())
        spool.markLooked()
    }

    /// What could not be read is read again before long, for nobody tells of it once more.
    private func noteWhatWasRead(_ parts: Bool...) {
        if parts.allSatisfy({ $0 }) { readPause = Backoff() } else { readAgainSoon() }
    }

    func readAgainSoon() { readPause.fail(now: SteadyClock.microseconds) }

    /// Takes in what users have set, as far as it can be read; whether it could.
    private func readSettings() -> Bool {
        do throws(SpoolError) {
            settings = try spool.settings()
            if requestedSlots == nil, let slots = try spool.configuration().slots, slots != record.slots {
                record.slots = slots
                try? spool.publish(record)
            }
        } catch {
            // A configuration that is refused changes nothing; the next supervisor says what is wrong with it.
            if case .system = error { return false }
        }
        return true
    }

    /// Milliseconds until there is something to do without an event; nil for never.
    private func pause(now: Int64) -> Int64? {
        let pauses = (Array(abandoned.values) + [startPause, readPause, jobPause]).filter {
            $0.isWaiting(now: pausesLookedAt)
        }
        let gate = isMachineAwaited ? max(1, (machineGate - now + 999) / 1000) : nil
        let trial = trialEnd.map { max(0, ($0 - now + 999) / 1000) }
        return (pauses.map { $0.remaining(now: now) } + [delays.pause(now: now), gate, trial].compactMap { $0 }).min()
    }

    /// Shows or withdraws the reason why jobs do not start.
    func setProblem(_ problem: String?) {
        if record.problem == problem { return }
        record.problem = problem
        // On a full disk nobody can be told; the jobs are what counts.
        try? spool.publish(record)
    }
}
