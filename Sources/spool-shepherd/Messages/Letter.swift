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
    private var told: ToldRecord
    private var tries: [Notice.Channel: Int] = [:]
    /// Microseconds on the clock that does not jump.
    private var nextTry: [Notice.Channel: Int64] = [:]
    private var underWay: Set<Notice.Channel> = []

    /// Nil for a job that has not ended, or cannot be read.
    init?(_ job: consuming JobDirectory, _ spoolPath: FilePath) {
        let summary = JobSummary(job)
        guard let end = try? job.end(), let record = summary.record, let notice = record.notice else { return nil }
        told = job.told(of: end)
        self.job = job
        self.summary = summary
        self.record = record
        self.notice = notice
        self.spoolPath = spoolPath
        self.end = end
    }

    var id: JobID { job.id }

    var isComplete: Bool { told.isComplete(for: notice) }

    /// Those to try now.
    func due(now: Int64) -> [Notice.Channel] { open.filter { nextTry[$0] ?? 0 <= now } }

    /// Milliseconds until one is due; nil where none will be.
    func pause(now: Int64) -> Int64? { open.map { max(0, ((nextTry[$0] ?? 0) - now + 999) / 1000) }.min() }

    private var open: [Notice.Channel] {
        notice.channels.filter { told.answers[$0] == nil && !underWay.contains($0) }
    }

    func begin(_ channel: Notice.Channel) { underWay.insert(channel) }

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
        // A job that was deleted meanwhile, or a full disk: it is told all the same.
        try? job.save(told)
    }
}
