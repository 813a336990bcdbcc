import Glibc
import SpoolModel
import SystemCalls

/// Looks after one running job until it lies in `finished`, or in `queued` again.
struct Shepherd: ~Copyable {
    let job: JobDirectory
    let spool: Spool
    let record: JobRecord
    let boot: String
    let host = hostName()
    /// The job's lock once more. The child has a copy until it executes, so whoever buries this job does not look for the command
    /// before it can be found.
    ///
    /// It stays open to the end: to close any descriptor of the directory is to end its watch (`F_NOTIFY` in `fcntl(2)`).
    private let lock: FileDescriptor?

    init(job: consuming JobDirectory, record: JobRecord, boot: String, spool: Spool) {
        self.record = record
        lock = try? job.descriptor.duplicate()
        self.boot = boot
        self.job = job
        self.spool = spool
    }

    /// Adds a line to the account of the job, where one is kept.
    func note(_ text: @autoclosure () -> String) { job.trace(record, .shepherd, text()) }

    /// Does what the job's files say is next.
    ///
    /// - Parameter isAbandoned: whether the job was found in `running` without a shepherd, and not just claimed.
    func bringToEnd(isAbandoned: Bool) throws {
        let history = try job.history()
        let step = try NextStep(history, isAbandoned: isAbandoned, of: job.id, record) { () throws(SystemError) in
            try job.readResult(attempt: history.lastStarted)
        }
        note("\(isAbandoned ? "takes over from a shepherd that is gone" : "looks after the job"): \(step.words)")
        switch step {
        case .start(let attempt):
            switch try run(attempt, history) {
            case .ended(let result, let isSaved): try end(attempt, result, history, isSaved: isSaved)
            case .putOff: break
            }
        case .finishUnstarted:
            try settle(.finish(.cancelled))
        case .bury(let attempt):
            try end(attempt, bury(attempt), history, isSaved: false)
        case .settle(let disposition):
            try settle(disposition, after: history.lastStarted)
        }
    }

    /// Saves the result of an attempt, however long there is no room for it, and moves the job on.
    private func end(_ attempt: Int, _ result: ResultRecord, _ history: JobHistory, isSaved: Bool) throws {
        if !isSaved {
            try untilThereIsRoom { () throws(SystemError) in try job.saveResult(result, attempt: attempt) }
        }
        note("has written the result of attempt \(attempt): \(result.words)")
        // To look costs more than a short job, and only what may be run again can be kept from that.
        let mayRunAgain = result.outcome == .lost || record.retry != nil
        let disposition = Disposition(
            after: attempt - history.lastAgain, of: job.id, record, result.outcome, result.status,
            isCancelRequested: mayRunAgain ? try job.history().isCancelRequested : false)
        try settle(disposition, after: attempt)
    }

    /// Moves the job on.
    func settle(_ disposition: Disposition, from state: JobState = .running, after attempt: Int = 0) throws {
        try untilThereIsRoom { () throws(SystemError) in
            if case .delay(let milliseconds) = disposition {
                let end = SteadyClock.microseconds + milliseconds * 1000
                try job.saveDelay(
                    DelayRecord(boot: boot, untilMicroseconds: end, delayMilliseconds: milliseconds), after: attempt)
            }
            note("moves the job: \(disposition.words)")
            do throws(SystemError) {
                try spool.settle(job.id, from: state, disposition, tells: record.notice != nil)
            } catch {
                // After an error in a later step of it the job may have been moved already.
                if error.isAbsence, try spool.root.statusIfPresent(of: state.path(of: job.id)) == nil { return }
                throw error
            }
        }
        try lookBehind(disposition)
        // Where it cannot be started, the next one tells of this job, too.
        if case .finish = disposition, record.notice != nil { try? spool.startMessenger(OwnProcess.executable()) }
    }

    /// Ends the job where it was cancelled on its way to a place in which nobody else would: who cancelled it found it in `running`.
    private func lookBehind(_ disposition: Disposition) throws {
        let place: JobState
        switch disposition {
        case .delay: place = .delayed
        case .hold: place = .held
        case .finish, .requeue: return
        }
        var isCancelled = false
        try untilThereIsRoom { () throws(SystemError) in isCancelled = try job.cancelRequest() != nil }
        if isCancelled { try settle(.finish(.cancelled), from: place) }
    }

    /// Tries until it works: a shepherd never ends with an unsaved result. The kernel tells nobody when a disk has
    /// room again, so it asks, less and less often.
    func untilThereIsRoom(_ body: () throws(SystemError) -> Void) throws {
        var pause: Int64 = 100
        while true {
            do throws(SystemError) { return try body() } catch {
                // Nothing can be saved in a directory that was deleted, or moved over another job.
                if (try? job.descriptor.status())?.linkCount == 0 || error.isPresence { throw error }
            }
            rest(milliseconds: pause)
            pause = min(pause * 2, 5000)
        }
    }
}
