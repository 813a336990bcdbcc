import SystemCalls

/// What may be on the disk after a crash: of each change that no sync had made durable it is free whether it is there.
///
/// Assumed: a rename is there whole or not at all; changes of one name keep their order; what nobody synced does not lie in a
/// directory that is not there; a directory that is removed is empty. Not assumed: that a synced file, or directory, has a name (`fsync(2)`).
struct CrashState {
    private enum Fate {
        case lost, kept
        /// The first bytes only, over what was there; with the whole length, and so with zeros, or not.
        case torn(Int, isExtended: Bool)

        var isLost: Bool { if case .lost = self { true } else { false } }
    }

    /// How the fates of free changes are drawn.
    enum Choice {
        case noneKept
        /// All but what the sync of the site that is left out would have kept.
        case onlyMissingLost
        case drawn(Chance)
    }

    private let volume: Volume
    private var fates: [Fate]

    /// - Parameters:
    ///   - end: how many changes there were at the moment of the crash.
    ///   - site: of a sync that is taken for one that was never made.
    init(_ volume: Volume, at end: Int, without site: String?, _ choice: Choice) {
        self.volume = volume
        let durable = Self.durable(volume, end, without: site)
        fates = Self.draw(volume, end, durable, site, choice)
        closeUp(durable)
    }

    private static func draw(
        _ volume: Volume, _ end: Int, _ durable: [Bool], _ site: String?, _ choice: Choice
    ) -> [Fate] {
        switch choice {
        case .noneKept: return durable.map { $0 ? .kept : .lost }
        case .onlyMissingLost:
            let whole = Self.durable(volume, end, without: nil)
            return durable.indices.map { whole[$0] && !durable[$0] ? .lost : .kept }
        case .drawn(var chance):
            let eighths: UInt64 = [0, 1, 4, 7, 8][Int(chance.next(below: 5))]
            return durable.indices.map { index in
                if durable[index] { return .kept }
                if chance.next(below: 8) >= eighths { return .lost }
                guard case .data(_, .write(_, let bytes)) = volume.changes[index], chance.next(below: 4) == 0 else {
                    return .kept
                }
                return .torn(
                    Int(chance.next(below: UInt64(bytes.count + 1))), isExtended: chance.next(below: 2) == 0)
            }
        }
    }

    /// Which changes a sync has made durable that ended before the crash.
    private static func durable(_ volume: Volume, _ end: Int, without site: String?) -> [Bool] {
        var durable = [Bool](repeating: false, count: end)
        for case .sync(let node, let begin, let own) in volume.changes[..<end] where own != site {
            for index in 0..<begin where !durable[index] {
                switch volume.changes[index] {
                case .entry(let from, let to, _):
                    durable[index] = node == nil || from?.directory == node || to?.directory == node
                case .data(let changed, _): durable[index] = node == nil || changed == node
                case .sync, .said: break
                }
            }
        }
        return durable
    }

    /// Keeps what a kept change of names stands on.
    private mutating func closeUp(_ durable: [Bool]) {
        var last: [Slot: Int] = [:]
        var earlier: [[Int]] = Array(repeating: [], count: fates.count)
        // What has left a directory, which has to be empty where it is removed.
        var departures: [Int: [Int]] = [:]
        for index in fates.indices {
            guard case .entry(let from, let to, let node) = volume.changes[index] else { continue }
            if to == nil { earlier[index] += departures[node] ?? [] }
            if let from { departures[from.directory, default: []].append(index) }
            for slot in [from, to].compactMap({ $0 }) {
                if let before = last[slot] { earlier[index].append(before) }
                last[slot] = index
            }
        }
        // What a durable change stands on is durable as well.
        var isDurable = durable
        for index in fates.indices.reversed() where !fates[index].isLost {
            guard case .entry(_, let to, _) = volume.changes[index] else { continue }
            for before in earlier[index] {
                fates[before] = .kept
                if isDurable[index] { isDurable[before] = true }
            }
            if !isDurable[index], let maker = to.flatMap({ volume.nodes[$0.directory].maker }) { fates[maker] = .kept }
        }
    }

    /// The files that are there.
    var tree: Tree {
        var names: [Slot: Int] = [:]
        var contents: [Int: [UInt8]] = [:]
        for (index, fate) in fates.enumerated() where !fate.isLost {
            switch volume.changes[index] {
            case .entry(let from, let to, let node):
                if let from { names[from] = nil }
                if let to { names[to] = node }
            case .data(let node, let change): Self.apply(change, fate, to: &contents[node, default: []])
            case .sync, .said: break
            }
        }
        return Tree(volume, names, contents)
    }

    private static func apply(_ change: DataChange, _ fate: Fate, to content: inout [UInt8]) {
        guard case .torn(let count, let isExtended) = fate, case .write(let offset, let bytes) = change else {
            return change.apply(to: &content)
        }
        let whole = max(content.count, offset + bytes.count)
        if count > 0 { DataChange.write(offset: offset, bytes: Array(bytes.prefix(count))).apply(to: &content) }
        if isExtended { DataChange.write(offset: whole, bytes: []).apply(to: &content) }
    }
}
