import SystemCalls

/// Which pieces of which pools a running job has: the record `pools`.
///
/// The supervisor writes it after the claim and before the shepherd starts. It need not be durable: after a power cut nothing runs.
public struct PoolRecord: Hashable, Sendable {
    /// Ascending numbers from 0, by the name of the pool.
    public var pieces: [ResourceName: [Int]]

    public init(pieces: [ResourceName: [Int]]) { self.pieces = pieces }

    /// Picks the lowest free pieces; nil where there are too few.
    ///
    /// - Parameter taken: what other jobs have.
    public init?(_ needs: Needs, _ settings: Settings, taken: some Sequence<PoolRecord>) {
        pieces = [:]
        for (name, amount) in needs.pools {
            let used = Set(taken.flatMap { $0.pieces[name] ?? [] })
            let free = (0..<(settings.capacity(of: .pool(name)) ?? 0)).lazy.filter { !used.contains($0) }
            let picked = Array(free.prefix(amount))
            if picked.count < amount { return nil }
            pieces[name] = picked
        }
    }

    static let recordName = "pools"

    public init(_ content: [UInt8]) throws(RecordError) {
        var reader = RecordReader(try Record(content, named: Self.recordName, terminator: .newline))
        pieces = [:]
        for value in reader.all("pool") {
            let parts = value.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
            let numbers = parts.last?.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                .map { Int(ascii: $0) }
            guard parts.count == 2, let name = ResourceName(parts[0]), let numbers, !numbers.contains(nil) else {
                throw RecordError(problem: "the field 'pool' holds '\(printable(value))'")
            }
            if pieces.updateValue(numbers.compactMap { $0 }, forKey: name) != nil {
                throw RecordError(problem: "it holds the pool '\(name)' twice")
            }
        }
        try reader.finish()
    }

    public var serialized: [UInt8] {
        var record = RecordText(of: Self.recordName)
        for (name, numbers) in sorted { record.append("pool", "\(name)=\(numbers)") }
        return record.ended()
    }

    /// `SPOOL_POOL_GPU=0,3` for each pool: its name in capitals, with `_` for `-`.
    public var variables: [[UInt8]] {
        sorted.map { name, numbers in Array("\(Self.variable(of: name))=\(numbers)".utf8) }
    }

    /// The name of the variable that tells a job its pieces of a pool; several pools may have the same.
    public static func variable(of pool: ResourceName) -> String {
        JobVariables.poolPrefix + pool.text.uppercased().withUnderscores
    }

    private var sorted: [(ResourceName, String)] {
        pieces.sorted { $0.key < $1.key }.map { ($0, $1.map(String.init).joined(separator: ",")) }
    }
}

extension JobDirectory {
    public func save(_ pools: PoolRecord) throws(SystemError) {
        try descriptor.replace(Layout.pools, content: pools.serialized, durably: false)
    }

    /// Nil where the job has none.
    public func poolRecord() -> PoolRecord? {
        (try? descriptor.contentIfPresent(of: Layout.pools)).flatMap { $0 }.flatMap { try? PoolRecord($0) }
    }
}
