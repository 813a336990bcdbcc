/// How much of what a command writes is kept: the head and the tail of it. A decision about places in a file and nothing else.
public struct OutputBudget: Hashable, Sendable {
    /// Of each file, the mark that stands for what was cut among them.
    public let bytes: Int

    /// A budget that is smaller would leave no room beside the mark.
    public static let least = 1024

    public init(bytes: Int) { self.bytes = max(Self.least, bytes) }

    /// What is to be cut out of a file; nil where it is within the budget.
    public func cut(of size: Int) -> Range<Int>? {
        if size <= bytes { return nil }
        let head = bytes / 2
        return head..<(size - (bytes - head - Self.roomForMark))
    }

    /// What stands in the place of what was cut, on a line of its own.
    public static func mark(_ count: Int, after last: UInt8?) -> [UInt8] {
        let isAtLineStart = last == nil || last == UInt8(ascii: "\n")
        return Array("\(isAtLineStart ? "" : "\n")[spool: \(count) bytes cut here]\n".utf8)
    }

    /// As long as any mark can be.
    private static let roomForMark = 64
}

/// When to look next at what a command writes: soon after it grew, less and less often while it does not. A decision about time and
/// nothing else.
public struct OutputPace: Hashable, Sendable {
    /// Microseconds on the clock that does not jump.
    private var next: Int64 = 0
    private var pause: Int64 = shortest

    public init() {}

    /// Milliseconds until the next look; nil where it is due.
    public func remaining(now: Int64) -> Int64? { now >= next ? nil : (next - now + 999) / 1000 }

    /// Takes in what a look has shown.
    public mutating func note(hasGrown: Bool, now: Int64) {
        pause = hasGrown ? Self.shortest : min(pause * 2, Self.longest)
        next = now + pause * 1000
    }

    /// Milliseconds.
    private static let shortest: Int64 = 100
    private static let longest: Int64 = 1600
}
