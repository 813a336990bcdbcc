/// When the time of an attempt is up, on the clock that does not jump. A decision about time and nothing else.
struct TimeLimit: Hashable {
    /// Microseconds.
    let end: Int64

    /// - Parameter start: microseconds.
    init(milliseconds: Int64, from start: Int64) { end = start + milliseconds * 1000 }

    func isOver(now: Int64) -> Bool { now >= end }

    /// Milliseconds until it is over, rounded up; nil where it is already.
    func pause(now: Int64) -> Int64? { isOver(now: now) ? nil : (end - now + 999) / 1000 }
}
