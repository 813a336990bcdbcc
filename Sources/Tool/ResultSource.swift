import SpoolModel
import SystemCalls

/// A job, or a task of an array; they are in the order in which they were submitted.
struct ResultKey: Hashable, Comparable {
    let job: JobID
    /// 0 for a job of one command.
    let task: Int

    static func < (left: ResultKey, right: ResultKey) -> Bool { (left.job, left.task) < (right.job, right.task) }
}

/// The ends of some jobs and of the tasks of some arrays, as one stream.
final class ResultSource {
    let spool: Spool
    private let readsOutput: Bool
    private var plain: [JobID] = []
    private var arrays: [(job: JobID, tasks: ClosedRange<Int>, record: JobRecord)] = []
    private var waiting: Waiting?
    private var followers: [ArrayFollower] = []

    /// A follower that can be kept in a list.
    private final class ArrayFollower {
        var tasks: TaskFollower

        init(_ spool: Spool, _ job: JobID, _ tasks: ClosedRange<Int>) throws {
            self.tasks = try TaskFollower(spool, job, tasks)
        }
    }

    init(_ spool: Spool, _ found: Selection.Found, readsOutput: Bool) throws {
        self.spool = spool
        self.readsOutput = readsOutput
        for id in found.ids {
            if let record = try? spool.job(id).record(), let array = record.array {
                arrays.append((id, array.tasks, record))
            } else {
                plain.append(id)
            }
        }
        for (id, tasks) in found.tasks { arrays.append((id, tasks, try spool.job(id).record())) }
    }

    /// All of them, ascending.
    var keys: [ResultKey] {
        (plain.map { ResultKey(job: $0, task: 0) }
            + arrays.flatMap { array in array.tasks.map { ResultKey(job: array.job, task: $0) } }).sorted()
    }

    /// Those that have ended, in the order of submission, and when: milliseconds since 1970-01-01 UTC. Only this is kept of all: there
    /// may be a million.
    func ended() throws -> [(key: ResultKey, ended: Int64)] {
        var ends: [(key: ResultKey, ended: Int64)] = []
        for id in plain {
            guard try spool.state(of: id)?.isFinished == true else { continue }
            let job = try spool.summary(of: id)
            if job.state.isFinished { ends.append((ResultKey(job: id, task: 0), job.endedMilliseconds)) }
        }
        for (id, tasks, _) in arrays {
            for task in try spool.tasks(tasks, of: id) where task.phase.outcome != nil {
                ends.append((ResultKey(job: id, task: task.task), task.endedMilliseconds))
            }
        }
        return ends.sorted { $0.key < $1.key }
    }

    /// In the order of the keys; without what has not ended, or is not there any more.
    func lines(of keys: ArraySlice<ResultKey>) throws -> [ResultLine] {
        let tasks = try summaries(of: keys)
        return try keys.compactMap { key in
            if let task = tasks[key], let record = arrays.first(where: { $0.job == key.job })?.record {
                return try ResultLine(
                    task, of: try spool.job(key.job), record, in: spool, withOutput: readsOutput)
            }
            guard key.task == 0, try spool.state(of: key.job) != nil else { return nil }
            return try ResultLine(try spool.summary(of: key.job), in: spool, withOutput: readsOutput)
        }
    }

    /// Those that are tasks, read side by side where they lie so.
    private func summaries(of keys: ArraySlice<ResultKey>) throws -> [ResultKey: TaskSummary] {
        var found: [ResultKey: TaskSummary] = [:]
        for (job, own) in Dictionary(grouping: keys.filter { $0.task > 0 }, by: \.job) {
            let numbers = own.map(\.task)
            guard let first = numbers.min(), let last = numbers.max() else { continue }
            let isDense = last - first < 4 * numbers.count
            for range in isDense ? [first...last] : numbers.map({ $0...$0 }) {
                for task in try spool.tasks(range, of: job) { found[ResultKey(job: job, task: task.task)] = task }
            }
        }
        return found
    }

    var isOver: Bool { (waiting?.isOver ?? true) && followers.allSatisfy { $0.tasks.isOver } }

    /// What has ended since the last call; in the first one all that has.
    func takeEnds() throws -> [(key: ResultKey, line: ResultLine)] {
        var isFirst = false
        if waiting == nil {
            isFirst = true
            waiting = try Waiting(spool, for: plain, isAlone: true)
            followers = try arrays.map { try ArrayFollower(spool, $0.job, $0.tasks) }
        }
        var ends: [(key: ResultKey, line: ResultLine)] = []
        for end in try waiting?.takeEnds(isFirst: isFirst) ?? [] {
            guard let line = try ResultLine(end.summary, in: spool, withOutput: readsOutput) else { continue }
            ends.append((ResultKey(job: end.id, task: 0), line))
        }
        for follower in followers {
            for task in try follower.tasks.takeEnds() {
                let line = try ResultLine(
                    task, of: follower.tasks.job, follower.tasks.record, in: spool, withOutput: readsOutput)
                guard let line else { continue }
                ends.append((ResultKey(job: task.job, task: task.task), line))
            }
        }
        return ends.sorted { ($0.line.ended ?? 0, $0.key) < ($1.line.ended ?? 0, $1.key) }
    }

    /// The same, after the next news.
    func nextEnds() throws -> [(key: ResultKey, line: ResultLine)] {
        while true {
            let watches = followers.map { $0.tasks.watch.descriptor.number } + [waiting?.watch.number ?? -1]
            _ = try waitForInput(watches, milliseconds: nil)
            let ends = try takeEnds()
            if !ends.isEmpty || isOver { return ends }
        }
    }
}
