import SystemCalls

/// A job's number: positive, never used twice.
public struct JobID: Hashable, Comparable, Sendable {
    public let number: UInt64

    public init(_ number: UInt64) { self.number = number }

    /// Reads the grammar `[1-9][0-9]{0,17}`; nil for anything else, so that no text of a user becomes a path.
    public init?(_ text: some Collection<UInt8>) {
        guard let number = positiveNumber(text) else { return nil }
        self.number = number
    }

    public static func < (left: JobID, right: JobID) -> Bool { left.number < right.number }

    /// The job's folder within `queued` or within `finished/OUTCOME`.
    public var shard: UInt64 { number / Layout.jobsPerShard }

    /// The job's path within `queued` or within `finished/OUTCOME`.
    public var shardedPath: FilePath { "\(shard)/\(number)" }

    /// The job's name within `running`.
    public var name: FilePath { "\(number)" }
}

extension JobID: CustomStringConvertible {
    public var description: String { String(number) }
}

extension [JobID] {
    /// `3-9, 12`: ascending ids, those side by side as a range.
    public var rangeText: String {
        map(\.number).ranges.map(\.rangeText).joined(separator: ", ")
    }
}
