import Glibc
import SystemCalls

/// What the user has set for the whole spool: how much there is of what, and what does not start at present.
public struct Settings: Hashable, Sendable {
    /// What can be set, and has a file of its own.
    public enum Kind: String, CaseIterable, Sendable {
        case group, limit, pool

        /// The resource of this kind that bears a name.
        public func resource(_ name: ResourceName) -> Resource {
            switch self {
            case .group: .group(name)
            case .limit: .limit(name)
            case .pool: .pool(name)
            }
        }
    }

    /// How much there is of each group, limit and pool that was set; nil for a group without a limit of its own.
    public var capacities: [Resource: Int?] = [:]
    /// Whether nothing starts.
    public var isPaused = false
    /// The groups of which nothing starts.
    public var pausedGroups: Set<ResourceName> = []

    public init() {}

    /// How much there is of something but slots; nil for any number, 0 for what was not set.
    public func capacity(of resource: Resource) -> Int? {
        if case .lock = resource { return 1 }
        return capacities[resource] ?? 0
    }

    /// Whether something was set, so that jobs may be submitted with it.
    public func holds(_ resource: Resource) -> Bool {
        if case .lock = resource { return true }
        return capacities[resource] != nil
    }

    /// Whether a group, or the whole spool, starts nothing.
    public func isPaused(_ group: ResourceName?) -> Bool {
        isPaused || group.map(pausedGroups.contains) == true
    }

    /// What was set of a kind, by name.
    public func names(of kind: Kind) -> [ResourceName] {
        capacities.keys.compactMap { resource in
            switch (resource, kind) {
            case (.group(let name), .group), (.limit(let name), .limit), (.pool(let name), .pool): name
            default: nil
            }
        }.sorted()
    }
}

/// The names in the folder `settings`. Each setting is a file of its own, so none is lost to another that changes at the same time.
extension Layout {
    /// The greatest mark of a job that was moved to the front.
    static let moved = settings / "moved"
    static let paused = settings / "paused"

    static func setting(_ kind: Settings.Kind, _ name: ResourceName) -> FilePath {
        settings / "\(kind.rawValue).\(name.text)"
    }

    static func paused(_ group: ResourceName) -> FilePath { settings / "paused.\(group.text)" }

    /// The kind and the name in `limit.blast`; nil for every other file.
    static func setting(in file: FilePath) -> (kind: String, name: ResourceName)? {
        let parts = file.bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let kind = String(decoding: parts[0], as: UTF8.self)
        guard parts.count == 2, kind == "paused" || Settings.Kind(rawValue: kind) != nil,
            let name = ResourceName(parts[1])
        else { return nil }
        return (kind, name)
    }
}

/// The record in the file of a group, a limit or a pool.
struct SettingRecord {
    /// Nil for a group without a limit of its own.
    var capacity: Int?

    static let recordName = "setting"

    init(capacity: Int?) { self.capacity = capacity }

    init(_ content: [UInt8]) throws(RecordError) {
        var reader = RecordReader(try Record(content, named: Self.recordName, terminator: .newline))
        capacity = try reader.optionalNumber("capacity", in: 0...Configuration.mostSlots)
        try reader.finish()
    }

    var serialized: [UInt8] {
        var record = RecordText(of: Self.recordName)
        record.append("capacity", ifAny: capacity)
        return record.ended()
    }
}

extension Spool {
    /// Reads everything that was set; a file that is refused counts as nothing that is there, so its jobs do not start.
    public func settings() throws(SpoolError) -> Settings {
        try wrapping(consequence: "The settings were not read.") { () throws(SystemError) in
            var settings = Settings()
            for name in try root.openDirectory(Layout.settings).entries() {
                if Layout.settings / name == Layout.paused {
                    settings.isPaused = true
                } else if let (kind, resource) = Layout.setting(in: name) {
                    guard let kind = Settings.Kind(rawValue: kind) else {
                        settings.pausedGroups.insert(resource)
                        continue
                    }
                    guard let content = try root.contentIfPresent(of: Layout.settings / name),
                        let record = try? SettingRecord(content)
                    else { continue }
                    settings.capacities[kind.resource(resource)] = .some(record.capacity)
                }
            }
            return settings
        }
    }

    /// Sets how much there is of a group, a limit or a pool, durably.
    ///
    /// - Parameter capacity: nil for a group without a limit of its own.
    public func set(_ kind: Settings.Kind, _ name: ResourceName, capacity: Int?) throws(SpoolError) {
        try change { () throws(SystemError) in
            try root.replace(
                Layout.setting(kind, name), content: SettingRecord(capacity: capacity).serialized, durably: true)
        }
    }

    /// Takes a group, a limit or a pool away; false where there is none of that name. Jobs that need it wait until it is set again.
    public func remove(_ kind: Settings.Kind, _ name: ResourceName) throws(SpoolError) -> Bool {
        try remove(Layout.setting(kind, name))
    }

    /// Has nothing more start in a group, or in the whole spool.
    public func pause(_ group: ResourceName?) throws(SpoolError) {
        try change { () throws(SystemError) in
            _ = try root.open(group.map(Layout.paused) ?? Layout.paused, O_WRONLY | O_CREAT)
        }
    }

    /// Takes back a pause; false where there is none.
    public func resume(_ group: ResourceName?) throws(SpoolError) -> Bool {
        try remove(group.map(Layout.paused) ?? Layout.paused)
    }

    private func remove(_ file: FilePath) throws(SpoolError) -> Bool {
        var isFound = false
        try change { () throws(SystemError) in
            if try root.statusIfPresent(of: file) == nil { return }
            try root.unlink(file)
            isFound = true
        }
        return isFound
    }

    private func change(_ body: () throws(SystemError) -> Void) throws(SpoolError) {
        try wrapping(consequence: "The settings are as they were.") { () throws(SystemError) in
            try body()
            try root.openDirectory(Layout.settings).sync()
        }
        wakeSupervisor()
    }
}
