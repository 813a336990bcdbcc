import SpoolModel
import SystemCalls

/// When to try again what did not work. A decision about time and nothing else.
enum DeliveryPace {
    /// Milliseconds to wait after so many tries; nil where there are no further ones.
    static func pause(after tries: Int, _ channel: Notice.Channel) -> Int64? {
        // A command has effects that nobody here knows, so it is started once.
        if channel == .notify { return nil }
        return pauses.indices.contains(tries - 1) ? pauses[tries - 1] : nil
    }

    private static let pauses: [Int64] = [1_000, 5_000, 30_000, 120_000, 600_000]
}

/// What is to be told of one end of one job, and to whom still.
final class Letter {
    let job: JobDirectory
    let summary: JobSummary
    let record: JobRecord
    let notice: Notice
    let spoolPath: FilePath
    let end: JobEnd
    /// The submitter's.
    let variables: [[UInt8]]
    private var told: ToldRecord
    /// Nil where all of `told` is on the disk.
    private var unsaved: Backoff?
    private var starting = Backoff()
    private var tries: [Notice.Channel: Int] = [:]
    /// Microseconds on the clock that does not jump.
    private var nextTry: [Notice.Channel: Int64] = [:]
    private var underWay: Set<Notice.Channel> = []

    /// Nil for a job that has not ended, or of which there is nothing to tell.
    init?(_ job: consuming JobDirectory, _ spoolPath: FilePath) throws(SystemError) {
        var summary = JobSummary(job)
        guard let end = try job.end(), let record = summary.record, let notice = record.notice else { return nil }
        if end.attempt > 0 { summary.result = try job.readResult(attempt: end.attempt) }
        do throws(SpoolError) { variables = try job.environment(of: record) } catch {
            if case .unreadable(_, _, let cause) = error { throw cause }
            variables = []
        }
        told = try job.readTold(of: end)
        self.job = job
        self.summary = summary
        self.record = record
        self.notice = notice
        self.spoolPath = spoolPath
        self.end = end
    }

    var id: JobID { job.id }

    /// Whether nothing is left to tell, and that is on the disk.
    var isComplete: Bool { told.isComplete(for: notice) && unsaved == nil }

    /// Those to try now.
    func due(now: Int64) -> [Notice.Channel] { open.filter { nextTry[$0] ?? 0 <= now } }

    /// Milliseconds until one is due, or the record is to be saved again; nil where nothing will be.
    func pause(now: Int64) -> Int64? {
        let tries = open.map { max(0, ((nextTry[$0] ?? 0) - now + 999) / 1000) }
        return (tries + [unsaved?.remaining(now: now)].compactMap { $0 }).min()
    }

    private var open: [Notice.Channel] {
        notice.channels.filter { told.answers[$0] == nil && !underWay.contains($0) }
    }

    func begin(_ channel: Notice.Channel) { underWay.insert(channel) }

    /// A try that was none: the machine had no room for it.
    func putOff(_ channel: Notice.Channel, now: Int64) {
        starting.fail(now: now)
        nextTry[channel] = now + starting.remaining(now: now) * 1000
    }

    /// Takes in what came of a try: it counts at once where it worked, or was the last one.
    func take(_ answer: ToldRecord.Answer, from channel: Notice.Channel, now: Int64) {
        underWay.remove(channel)
        tries[channel, default: 0] += 1
        job.trace(record, .messenger, "\(channel.rawValue), try \(tries[channel] ?? 1): \(answer.text)")
        if answer != .told, let pause = DeliveryPace.pause(after: tries[channel] ?? 1, channel) {
            nextTry[channel] = now + pause * 1000
            return
        }
        told.answers[channel] = answer
        save(now: now)
    }

    /// Tries again to write what could not be written before.
    func saveIfDue(now: Int64) { if unsaved?.isWaiting(now: now) == false { save(now: now) } }

    private func save(now: Int64) {
        do throws(SystemError) {
            try job.save(told)
            unsaved = nil
        } catch {
            // A job that was deleted meanwhile needs no record.
            if error.isAbsence { unsaved = nil } else { unsaved = unsaved ?? Backoff() }
            unsaved?.fail(now: now)
        }
    }
}
