import SystemCalls

/// A pause that grows from one try to the next: 1 s, 2 s, 4 s … 60 s, on the clock that does not jump.
public struct Backoff: Sendable {
    public init() {}

    private var next: Int64 = 1_000_000
    private var until: Int64 = 0

    private static let longest: Int64 = 60_000_000

    /// Begins a pause, longer than the one before.
    public mutating func fail(now: Int64) {
        until = now + next
        next = min(next * 2, Self.longest)
    }

    /// Begins a short pause that does not grow.
    public mutating func lookAgainSoon(now: Int64) { until = now + 50_000 }

    /// Whether a try has failed since this was made.
    public var hasFailed: Bool { until > 0 }

    public func isWaiting(now: Int64) -> Bool { now < until }

    /// Milliseconds, rounded up.
    public func remaining(now: Int64) -> Int64 { max(0, (until - now + 999) / 1000) }
}
