import SpoolModel
import SystemCalls

/// Lines `key  value` for people.
struct FactList {
    private var facts: [(key: String, value: String)] = []

    mutating func append(_ key: String, _ value: String?) {
        if let value { facts.append((key, value)) }
    }

    mutating func append(_ other: FactList) { facts += other.facts }

    var text: String {
        let width = (facts.map(\.key.count).max() ?? 0) + 2
        return facts.map { key, value in
            key + String(repeating: " ", count: width - key.count) + value + "\n"
        }.joined()
    }

    static func task(_ task: TaskSummary) -> FactList {
        var list = FactList()
        list.append("task", task.name)
        list.append("outcome", task.word)
        let end = task.slot.end
        list.append("exit status", end.map { $0.status.map(Words.status) ?? "not known" })
        list.append("attempt", "\(task.attempt)")
        list.append("started", task.slot.start.map { Words.time(milliseconds: $0.milliseconds) })
        if let end, end.status != nil {
            list.append("wall time", Words.seconds(microseconds: end.wallMicroseconds))
            list.append("user time", Words.seconds(microseconds: end.resources.userMicroseconds))
            list.append("system time", Words.seconds(microseconds: end.resources.systemMicroseconds))
            list.append("peak memory", Words.size(bytes: end.resources.peakMemory))
            if end.leftBehind > 0 { list.append("left behind", "\(end.leftBehind) of its processes, ended") }
        }
        return list
    }

    static func result(_ result: ResultRecord, attempt: Int) -> FactList {
        var list = FactList()
        list.append("outcome", result.outcome.rawValue)
        list.append("exit status", result.status.map(Words.status) ?? "not known")
        list.append("reason", result.reason.map { printable($0) })
        list.append("tasks", result.tasks.map(Words.tasks))
        list.append("attempt", "\(attempt)")
        if let measured = result.measured {
            list.append("started", Words.time(milliseconds: measured.startedMilliseconds))
            list.append("ended", Words.time(milliseconds: measured.endedMilliseconds))
            list.append("wall time", Words.seconds(microseconds: measured.wallMicroseconds))
            list.append("user time", Words.seconds(microseconds: measured.resources.userMicroseconds))
            list.append("system time", Words.seconds(microseconds: measured.resources.systemMicroseconds))
            list.append("peak memory", Words.size(bytes: measured.resources.peakMemory))
        }
        if result.leftBehind > 0 { list.append("left behind", "\(result.leftBehind) of its processes, ended") }
        list.append("host", printable(result.host))
        return list
    }
}
