/// How long anything may take on a machine that is busy with other things.
let deadline = Duration.seconds(60)

/// A condition that did not come true in time.
struct DeadlinePassed: Error, CustomStringConvertible {
    let description: String
}

/// Waits for a condition.
func eventually(
    _ description: String, within limit: Duration = deadline, _ condition: () throws -> Bool
) async throws {
    _ = try await value(description, within: limit) { try condition() ? true : nil }
}

/// Waits until there is a value.
func value<Value>(
    _ description: String, within limit: Duration = deadline, _ find: () throws -> Value?
) async throws -> Value {
    let end = ContinuousClock.now + limit
    while true {
        if let found = try find() { return found }
        if ContinuousClock.now > end { throw DeadlinePassed(description: "after \(limit) still not: \(description)") }
        try await Task.sleep(for: .milliseconds(10))
    }
}

/// Lets so many tests with a spool of their own run at once: more would only wait for each other's processes.
actor TestSlots {
    static let shared = TestSlots(8)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func take() async {
        if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
    }

    func give() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
