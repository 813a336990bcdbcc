import SystemCalls

/// What users want of an array that is not done: the files `cancel`, `cancel.TASKS` and `hold.TASKS`.
public struct TaskOrders: Hashable, Sendable {
    /// Of the whole array.
    public var cancel: CancelRecord?
    public var cancelled: [TaskRangeOrder] = []
    public var held: [ClosedRange<Int>] = []

    public struct TaskRangeOrder: Hashable, Sendable {
        public let tasks: ClosedRange<Int>
        public let request: CancelRecord

        public init(tasks: ClosedRange<Int>, request: CancelRecord) {
            self.tasks = tasks
            self.request = request
        }
    }

    public init() {}

    /// The request to end a task; nil where there is none. Of several the shortest grace counts.
    public func cancelRequest(of task: Int) -> CancelRecord? {
        ([cancel].compactMap { $0 } + cancelled.filter { $0.tasks.contains(task) }.map(\.request))
            .min { $0.graceMilliseconds < $1.graceMilliseconds }
    }
}

extension JobDirectory {
    /// Reads what users want of an array now.
    public func orders() throws(SystemError) -> TaskOrders {
        var orders = TaskOrders()
        orders.cancel = try cancelRequest()
        for name in try descriptor.entries() {
            if let tasks = Layout.tasks(in: name, of: "hold") { orders.held.append(tasks) }
            guard let tasks = Layout.tasks(in: name, of: "cancel") else { continue }
            let content = try descriptor.contentIfPresent(of: name)
            let request = content.flatMap { try? CancelRecord($0) }
            orders.cancelled.append(.init(tasks: tasks, request: request ?? .atOnce))
        }
        orders.held.sort { $0.lowerBound < $1.lowerBound }
        return orders
    }
}
