/// How many slots a running array has: what the supervisor gave it, and what its shepherd said since.
///
/// A raise holds at once. After a cut the array keeps what it uses until its shepherd says that it uses less. The shepherd never wants
/// more than it did before in the same attempt, so what it does not want any more is free for others.
public struct SlotGrant: Hashable, Sendable {
    public private(set) var granted: Int
    private var wants: Int
    private var uses: Int

    /// - Parameters:
    ///   - granted: slots.
    ///   - mostSlots: how many the array can use.
    ///   - progress: what its shepherd said last.
    public init(granted: Int, mostSlots: Int, progress: ProgressRecord? = nil) {
        self.granted = granted
        wants = progress?.wants ?? mostSlots
        uses = progress?.uses ?? min(granted, mostSlots)
    }

    /// How many slots others cannot have; at least the one of the job itself, unless all were taken away.
    public var reserved: Int { max(promised, uses) }

    /// How many slots it will have once its shepherd has heard of the last cut.
    public var promised: Int { granted == 0 ? 0 : max(1, min(granted, wants)) }

    /// How many more it could use.
    public var missing: Int { max(0, wants - granted) }

    /// Takes in what the shepherd says.
    public mutating func hear(_ progress: ProgressRecord) {
        wants = progress.wants
        uses = progress.uses
    }

    public mutating func raise(by slots: Int) { granted += min(slots, missing) }

    /// Takes all slots away, until some are given again.
    public mutating func pause() { granted = 0 }

    /// Takes slots away, as many of those given as are wanted; how many will become free.
    @discardableResult
    public mutating func cut(by slots: Int) -> Int {
        let had = min(granted, wants)
        granted = max(0, had - slots)
        return max(0, had - granted)
    }
}
