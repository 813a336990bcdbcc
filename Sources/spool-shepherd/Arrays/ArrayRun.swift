import Glibc
import SpoolModel
import SystemCalls

/// One attempt of an array: starts its tasks one after the other, never more at once than there are slots for.
///
/// One event loop: every turn takes in what has ended, writes that down together with what starts next, waits for the disk once,
/// and executes. The processes of what starts next are made while it waits: they stand at a gate, and none goes through before its
/// start is on the disk.
final class ArrayRun {
    let owner: ArrayShepherd
    let attempt: Int
    let table: TaskTable
    let environment: [[UInt8]]
    let startedAt: Int64
    private let files: AttemptFiles
    private let news: SignalWatch
    /// A kernel may be built without the means to tell of new files; then they are looked for twice a second.
    private let isTold: Bool

    var commands: TaskCommands
    var orders = TaskOrders()
    /// By the process that leads them.
    var running: [pid_t: RunningTask] = [:]
    /// Tasks whose commands could not be executed, and what to write of them.
    var refused: [OverTask] = []
    var lanes = Lanes()
    let failures: StartFailures
    /// What was written to the table since it was last made durable.
    private var unsynced: [Int: TaskSlot] = [:]
    /// Nothing is started before this has passed.
    var startPause = Backoff()
    /// When that was looked at last. A pause that is over since then has to end the wait for news, which nobody else would.
    var startsLookedAt: Int64 = 0
    /// Whether a signal was taken that the wait for news has not ended for.
    private var hasNews = false
    /// Whether files have come since the orders were read.
    private var hasNewFiles = false
    /// Whose processes are to end at their gates.
    var forgotten: [BegunTask] = []
    var isDeferred: Bool
    private var grant = 1
    private lazy var keeper = OutputKeeper(owner.base.record.limits.output)
    private var published: (record: ProgressRecord, at: Int64)?

    init(_ owner: ArrayShepherd, _ attempt: Int, startedAt: Int64, isDeferred: Bool) throws(StartError) {
        self.owner = owner
        self.attempt = attempt
        self.startedAt = startedAt
        self.isDeferred = isDeferred
        files = try owner.base.begin(attempt, startedAt: startedAt)
        environment = try owner.base.environment(attempt)
        do throws(SystemError) {
            failures = try StartFailures()
            news = try SignalWatch([SIGCHLD, SIGIO])
            isTold = (try? owner.base.job.descriptor.signalNewEntries()) != nil
            try owner.base.job.makeTaskFolders(attempt: attempt)
            table = try owner.base.job.makeTable(attempt: attempt, of: owner.array)
            commands = try TaskCommands(of: owner.base.job, owner.base.record, owner.array)
            try owner.base.job.commitAttempt()
            orders = try owner.base.job.orders()
        } catch {
            throw StartError(error, isOwnFile: true)
        }
        grant = owner.base.job.grant() ?? 1
    }

    /// Runs tasks until all have ended that are not held.
    func untilNothingIsLeft() throws(StartError) {
        while true {
            do {
                try record(takeEnds())
                let begun = try withoutHeld(prepareStarts())
                try commit()
                execute(begun)
                try publish()
                if running.isEmpty, refused.isEmpty, !mayStart { break }
                if refused.isEmpty { try waitForNews(milliseconds: pause(untilLook: keepOutputs())) }
            } catch {
                // It could not look or wait. To give up would lose the results of commands that run.
                rest(milliseconds: 100)
            }
        }
        owner.base.job.deleteEmptyLanes(attempt: attempt)
        published = nil
        try? publish()
    }

    /// How many tasks may run at once.
    var cap: Int { min(grant, wants) }

    private var wants: Int {
        min(owner.array.mostSlots, running.count + (orders.cancel == nil ? owner.ledger.counts[.waiting] : 0))
    }

    var mayStart: Bool {
        orders.cancel == nil && owner.ledger.next(passingOver: orders.held) != nil
    }

    private func waitForNews(milliseconds: Int64?) throws(SystemError) {
        _ = try waitForInput([news.descriptor.number], milliseconds: hasNews || hasNewFiles ? 0 : milliseconds)
        hearNews()
        hasNews = false
        if hasNewFiles || !isTold { try readOrders() }
    }

    private func hearNews() {
        while let signal = news.next() {
            hasNews = true
            if signal == SIGIO { hasNewFiles = true }
        }
    }

    private func readOrders() throws(SystemError) {
        grant = owner.base.job.grant() ?? grant
        let latest = try owner.base.job.orders()
        // Not before: nobody tells once more of files that could not be read.
        hasNewFiles = false
        if latest == orders { return }
        orders = latest
        owner.ledger.lookAgain()
        owner.ledger.cancel(latest)
    }

    /// Takes those back that have been held or cancelled meanwhile; the others.
    ///
    /// Their starts are written already. Who holds a task makes the file first and looks for the start then, so one of the two sees the other.
    private func withoutHeld(_ begun: [BegunTask]) throws -> [BegunTask] {
        if begun.isEmpty { return [] }
        hearNews()
        if !hasNewFiles, isTold { return begun }
        try owner.base.untilThereIsRoom { () throws(SystemError) in try readOrders() }
        let isWanted = { [orders] (task: Int) in
            orders.cancelRequest(of: task) == nil && !orders.held.contains { $0.contains(task) }
        }
        for next in begun where !isWanted(next.task) {
            takeBack(next)
            unsynced[next.task] = nil
        }
        owner.ledger.cancel(orders)
        return begun.filter { isWanted($0.task) }
    }

    /// Milliseconds until there is something to do without an event; nil for never.
    private func pause(untilLook: Int64?) -> Int64? {
        let now = SteadyClock.microseconds
        var pauses = [untilLook].compactMap { $0 }
        pauses += running.values.compactMap { $0.teardown.pause(now: now) }
        pauses += running.values.compactMap(\.signaller.pause)
        pauses += running.values.compactMap { $0.status == nil ? $0.timeLimit?.pause(now: now) : nil }
        if startPause.isWaiting(now: startsLookedAt) { pauses.append(startPause.remaining(now: now)) }
        if let published, published.record != progress {
            pauses.append(max(1, Self.progressPause - (now - published.at) / 1000))
        }
        if !isTold { pauses.append(500) }
        return pauses.min()
    }

    /// Keeps what tasks write within its budget; milliseconds until the next look, nil for never.
    private func keepOutputs() -> Int64? {
        if keeper == nil || running.isEmpty { return nil }
        let lanes = running.values.flatMap { task in TaskStream.allCases.map { $0.lane(task.start.lane, attempt) } }
        return keeper?.look(at: lanes, of: owner.base.job)
    }

    /// Notes what is to be durable before anything else happens.
    func note(_ slot: TaskSlot, of task: Int) { unsynced[task] = slot }

    /// Waits until what was written is on the disk. After an error nothing may be believed of it, and all of it is written again.
    private func commit() throws {
        if unsynced.isEmpty { return }
        var isRepeated = false
        try owner.base.untilThereIsRoom { () throws(SystemError) in
            if isRepeated {
                for (task, slot) in unsynced {
                    if let start = slot.start { try table.write(start, of: task) }
                    if let end = slot.end { try table.write(end, of: task) }
                }
            }
            isRepeated = true
            try table.file.syncData()
        }
        unsynced = [:]
    }

    private var progress: ProgressRecord {
        ProgressRecord(attempt: attempt, wants: wants, uses: max(running.count, cap), counts: owner.ledger.counts)
    }

    /// Says how far the array is: to the supervisor at once where it is about slots, else now and then.
    private func publish() throws(SystemError) {
        let progress = progress
        let now = SteadyClock.microseconds
        let isUrgent = progress.isUrgent(after: published?.record, granted: grant)
        if progress == published?.record { return }
        if !isUrgent, let published, now - published.at < Self.progressPause * 1000 { return }
        published = (progress, now)
        do throws(SystemError) { try owner.base.job.publish(progress) } catch {
            // On a full disk nobody can be told; the tasks are what counts.
            return
        }
        if isUrgent { owner.base.spool.wakeSupervisor() }
    }

    /// Milliseconds.
    private static let progressPause: Int64 = 500
}

/// The numbers of the files that tasks write to.
struct Lanes {
    private var free: [Int] = []
    private var next = 1

    /// One that nobody has.
    mutating func take() -> Int {
        if let lane = free.popLast() { return lane }
        defer { next += 1 }
        return next
    }

    /// Its files are empty, and another task may have them.
    mutating func giveBack(_ lane: Int) { free.append(lane) }
}
