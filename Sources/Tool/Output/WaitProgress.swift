import SpoolModel
import SystemCalls

/// How far jobs are that somebody waits for: of a single array its tasks, else how many have ended.
struct WaitProgress {
    private var progress: Progress
    private let spool: Spool
    /// The array, where it is looked at now and then how far it is.
    private let array: JobID?

    init(for ids: [JobID], endedBefore: Int, in spool: Spool) throws {
        self.spool = spool
        progress = Progress(total: ids.count, endedBefore: endedBefore)
        guard progress.isShown, ids.count == 1, endedBefore == 0, let tasks = try spool.summary(of: ids[0]).tasks else {
            array = nil
            return
        }
        array = ids[0]
        progress = Progress(total: tasks.total, endedBefore: tasks.ended, noun: "task")
    }

    /// When to look again though no job has ended, on the clock that does not jump; nil for never.
    var nextLook: Int64? { array == nil ? nil : SteadyClock.microseconds + 1_000_000 }

    /// - Parameter codes: the exit codes of the jobs that have ended.
    mutating func show(_ codes: [JobID: Int32]) {
        if let array, let tasks = try? spool.summary(of: array).tasks {
            progress.show(ended: tasks.ended, failed: tasks.ended - tasks[.succeeded])
        } else {
            progress.show(ended: codes.count, failed: codes.values.count { $0 != 0 })
        }
    }

    mutating func clear() { progress.clear() }
}
