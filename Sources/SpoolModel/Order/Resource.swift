import SystemCalls

/// The name of a group, a limit, a lock or a pool: `[A-Za-z0-9_-]{1,64}`, so that it is a file's name and part of a variable's.
public struct ResourceName: Hashable, Comparable, Sendable {
    public let text: String

    /// Nil for what is no such name.
    public init?(_ bytes: some Collection<UInt8>) {
        let isName = bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        if bytes.isEmpty || bytes.count > 64 || !isName { return nil }
        text = String(decoding: bytes, as: UTF8.self)
    }

    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension ResourceName: CustomStringConvertible {
    public var description: String { text }
}

/// What there is only so much of, and a job has some of while it runs.
public enum Resource: Hashable, Sendable {
    /// The supervisor's slots.
    case slots
    /// The slots of a group.
    case group(ResourceName)
    /// A licence, a database: whatever bears only so many users at a time.
    case limit(ResourceName)
    /// Only one may have it.
    case lock(ResourceName)
    /// Numbered pieces, of which a job is told which ones it has.
    case pool(ResourceName)
}

extension Resource: CustomStringConvertible {
    /// For people.
    public var description: String {
        switch self {
        case .slots: "slots"
        case .group(let name): "group \(name)"
        case .limit(let name): "limit \(name)"
        case .lock(let name): "lock \(name)"
        case .pool(let name): "pool \(name)"
        }
    }
}

/// How much of what each running command of a job has.
public struct Needs: Hashable, Sendable {
    /// At least 1.
    public var slots = 1
    public var group: ResourceName?
    /// Limits, locks and pools; at least 1 of each.
    public var named: [Resource: Int] = [:]

    public init() {}

    /// Whether it is one slot and nothing else.
    public var isPlain: Bool { self == Needs() }

    /// All of it.
    public var amounts: [Resource: Int] {
        var amounts = named
        amounts[.slots] = slots
        if let group { amounts[.group(group)] = slots }
        return amounts
    }

    /// How much of each pool it has.
    public var pools: [ResourceName: Int] {
        var pools: [ResourceName: Int] = [:]
        for case (.pool(let name), let amount) in named { pools[name] = amount }
        return pools
    }
}

extension Needs {
    /// What `limit=NAME=K` and its like say: a name and how many, 1 where that is not said.
    public static func amount(_ text: some Collection<UInt8>) -> (name: ResourceName, amount: Int)? {
        let parts = text.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, let name = ResourceName(first) else { return nil }
        if parts.count == 1 { return (name, 1) }
        guard let amount = positiveNumber(parts[1]), amount <= Configuration.mostSlots else { return nil }
        return (name, Int(amount))
    }

    init(_ reader: inout RecordReader) throws(RecordError) {
        slots = try reader.optionalNumber("slots", in: 1...Configuration.mostSlots) ?? 1
        if let name = try reader.optional("group") {
            group = try ResourceName(name).orThrow("the field 'group' holds '\(printable(name))'")
        }
        for (key, resource) in Self.kinds {
            for value in reader.all(key) {
                let (name, amount) = try Self.amount(value).orThrow("the field '\(key)' holds '\(printable(value))'")
                if named.updateValue(amount, forKey: resource(name)) != nil || key == "lock" && amount != 1 {
                    throw RecordError(problem: "the field '\(key)' holds '\(printable(value))'")
                }
            }
        }
    }

    func append(to record: inout RecordText) {
        if slots > 1 { record.append("slots", slots) }
        record.append("group", ifAny: group)
        for (resource, amount) in named.sorted(by: { $0.key.description < $1.key.description }) {
            switch resource {
            case .limit(let name): record.append("limit", "\(name)=\(amount)")
            case .lock(let name): record.append("lock", name)
            case .pool(let name): record.append("pool", "\(name)=\(amount)")
            case .slots, .group: continue
            }
        }
    }

    private static let kinds: [(String, @Sendable (ResourceName) -> Resource)] = [
        ("limit", { .limit($0) }), ("lock", { .lock($0) }), ("pool", { .pool($0) }),
    ]
}
