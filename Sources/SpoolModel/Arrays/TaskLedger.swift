/// Where each task of an array stands, and which one is next: a decision and nothing else.
public struct TaskLedger: Sendable {
    public let tasks: ClosedRange<Int>
    private var phases: [TaskPhase]
    public private(set) var counts: TaskCounts
    /// How often tasks have been run, or are to be run, once more after a failure, since the last `spool retry` of them.
    public internal(set) var retries: [Int: Int] = [:]
    /// No task below this one is to be started, as far as is known.
    private var cursor: Int

    /// All waiting.
    public init(_ tasks: ClosedRange<Int>) {
        self.tasks = tasks
        phases = Array(repeating: .waiting, count: tasks.count)
        counts = TaskCounts()
        counts[.waiting] = tasks.count
        cursor = tasks.lowerBound
    }

    public subscript(task: Int) -> TaskPhase {
        get { phases[task - tasks.lowerBound] }
        set {
            let old = phases[task - tasks.lowerBound]
            counts[old] -= 1
            counts[newValue] += 1
            phases[task - tasks.lowerBound] = newValue
            if newValue == .waiting { cursor = min(cursor, task) }
        }
    }

    /// The first task that waits and is in none of some ranges; nil where there is none.
    ///
    /// - Parameter passedOver: the same in every call, but for those after `lookAgain`.
    public mutating func next(passingOver passedOver: [ClosedRange<Int>]) -> Int? {
        while cursor <= tasks.upperBound {
            if self[cursor] == .waiting {
                guard let range = passedOver.first(where: { $0.contains(cursor) }) else { return cursor }
                cursor = range.upperBound + 1
            } else {
                cursor += 1
            }
        }
        return nil
    }

    /// Has `next` begin anew: what is passed over has changed.
    public mutating func lookAgain() { cursor = tasks.lowerBound }

    /// The first task that has ended, and not well.
    public var firstUnsuccessful: Int? {
        phases.firstIndex { $0 != .succeeded && $0.outcome != nil }.map { $0 + tasks.lowerBound }
    }

    /// Calls `body` for each task in a phase, ascending.
    public func forEach(_ phase: TaskPhase, _ body: (Int) -> Void) {
        for (index, own) in phases.enumerated() where own == phase { body(tasks.lowerBound + index) }
    }
}

/// How many tasks of an array stand where.
public struct TaskCounts: Hashable, Sendable {
    private var numbers = [Int](repeating: 0, count: TaskPhase.allCases.count)

    public init() {}

    public subscript(phase: TaskPhase) -> Int {
        get { numbers[Int(phase.rawValue)] }
        set { numbers[Int(phase.rawValue)] = newValue }
    }

    /// Those that wait are cancelled: the array has ended.
    public mutating func cancelWaiting() {
        self[.cancelled] += self[.waiting]
        self[.waiting] = 0
    }

    public var total: Int { numbers.reduce(0, +) }
    /// Those that have ended.
    public var ended: Int { total - self[.waiting] - self[.running] }

    /// The outcome of an array all of whose tasks have ended: the worst that happened, a failure before a loss before a cancellation.
    public var outcome: Outcome {
        let worst: [TaskPhase] = [.failed, .timedOut, .lost, .cancelled]
        return worst.first { self[$0] > 0 }.flatMap(\.outcome) ?? .succeeded
    }
}

extension RecordReader {
    /// The fields that `Record.append(_: TaskCounts)` writes; nil where there are none.
    mutating func taskCounts() throws(RecordError) -> TaskCounts? {
        var counts = TaskCounts()
        var isThere = false
        for phase in TaskPhase.allCases {
            guard let number = try optionalNumber(phase.key, in: 0...ArrayDescription.mostTasks) else { continue }
            counts[phase] = number
            isThere = true
        }
        return isThere ? counts : nil
    }
}

extension RecordText {
    mutating func append(_ counts: TaskCounts) {
        for phase in TaskPhase.allCases where counts[phase] > 0 { append(phase.key, counts[phase]) }
    }
}

extension TaskPhase {
    /// `tasks_failed` and so on.
    fileprivate var key: String { "tasks_" + word.withUnderscores }

    /// As people and records say it.
    public var word: String {
        switch self {
        case .waiting: "waiting"
        case .running: "running"
        default: outcome?.rawValue ?? ""
        }
    }
}
