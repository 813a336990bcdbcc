import SystemCalls

/// A file system as the processes saw it, built from their calls: every file below one directory, and every change to it in order.
struct Volume {
    struct Node {
        let isDirectory: Bool
        /// The change that made it; nil for the directory that was there.
        let maker: Int?
        var content: [UInt8] = []
    }

    private(set) var nodes = [Node(isDirectory: true, maker: nil)]
    private(set) var names: [Slot: Int] = [:]
    private(set) var changes: [Change] = []
    private let base: [UInt8]

    /// - Parameters:
    ///   - base: the directory; of what lies in it only `spool` counts, and the files that hold what was said.
    init(_ log: CallLog, base: FilePath) {
        self.base = base.bytes + "/".utf8
        // How many changes there were after each call.
        var counts: [Int] = []
        for call in log.calls {
            apply(call, begin: call.begin == 0 ? 0 : counts[call.begin - 1])
            counts.append(changes.count)
        }
    }

    private mutating func apply(_ call: TracedCall, begin: Int) {
        let words = call.arguments
        switch call.name {
        case "openat":
            guard words.count > 2, let slot = slot(words[0], words[1]) else { return }
            if words[2].contains("O_CREAT"), names[slot] == nil { make(slot, isDirectory: false) }
            if words[2].contains("O_TRUNC"), let node = names[slot], !nodes[node].content.isEmpty {
                change(node, .cut(size: 0))
            }
        case "mkdirat": slot(words[0], words[1]).map { make($0, isDirectory: true) }
        case "mkdir": slot(nil, words[0]).map { make($0, isDirectory: true) }
        case "renameat", "renameat2": move(slot(words[0], words[1]), slot(words[2], words[3]))
        case "rename": move(slot(nil, words[0]), slot(nil, words[1]))
        case "linkat":
            guard let from = slot(words[0], words[1]), let node = names[from], let to = slot(words[2], words[3]) else {
                return
            }
            set(nil, to, node)
        case "unlinkat": remove(slot(words[0], words[1]))
        case "unlink", "rmdir": remove(slot(nil, words[0]))
        case "write", "pwrite64": write(call)
        case "ftruncate":
            if let node = node(words[0]), let size = Int(words[1]) { change(node, .cut(size: size)) }
        case "fsync", "fdatasync":
            if let node = node(words[0]) { sync(node, begin, call) }
        case "syncfs": sync(nil, begin, call)
        default: break
        }
    }

    private mutating func write(_ call: TracedCall) {
        let bytes = Array(unescaped(call.arguments[1]).prefix(call.result))
        let path = unescaped(call.arguments[0])
        for (name, voice) in [("said", Voice.user), ("notes", .job)] where path == base + name.utf8 {
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
                changes.append(.said(voice, String(line)))
            }
        }
        guard let node = node(call.arguments[0]) else { return }
        // Whatever has no place of its own is appended.
        let offset = call.arguments.count > 3 ? Int(call.arguments[3]) : nil
        change(node, .write(offset: offset ?? nodes[node].content.count, bytes: bytes))
    }

    private mutating func make(_ slot: Slot, isDirectory: Bool) {
        nodes.append(Node(isDirectory: isDirectory, maker: changes.count))
        set(nil, slot, nodes.count - 1)
    }

    private mutating func move(_ from: Slot?, _ to: Slot?) {
        guard let from, let to, let node = names[from] else { return }
        set(from, to, node)
    }

    private mutating func remove(_ slot: Slot?) {
        guard let slot, let node = names[slot] else { return }
        set(slot, nil, node)
    }

    private mutating func set(_ from: Slot?, _ to: Slot?, _ node: Int) {
        if let from { names[from] = nil }
        if let to { names[to] = node }
        changes.append(.entry(from: from, to: to, node: node))
    }

    private mutating func change(_ node: Int, _ change: DataChange) {
        change.apply(to: &nodes[node].content)
        changes.append(.data(node: node, change))
    }

    private mutating func sync(_ node: Int?, _ begin: Int, _ call: TracedCall) {
        let path = unescaped(call.arguments[0]).dropFirst(base.count)
        let general = String(decoding: path, as: UTF8.self).replacing(#/\d+(-\d+)?/#, with: "N")
        changes.append(.sync(node: node, begin: begin, site: "\(call.program): \(call.name) \(general)"))
    }

    /// What each file holds in the end.
    var contents: [Int: [UInt8]] {
        Dictionary(uniqueKeysWithValues: nodes.indices.map { ($0, nodes[$0].content) })
    }

    // MARK: Paths

    /// The file behind a descriptor such as `3</tmp/x>`; nil for one outside.
    private func node(_ descriptor: Substring) -> Int? {
        if descriptor.hasSuffix("(deleted)") { return nil }
        return slot(nil, descriptor).flatMap { names[$0] } ?? (isBase(unescaped(descriptor)) ? 0 : nil)
    }

    private func isBase(_ path: [UInt8]) -> Bool { path + "/".utf8 == base }

    /// The place of a path; nil outside, or where there is no such directory.
    private func slot(_ directory: Substring?, _ path: Substring) -> Slot? {
        let given = FilePath(bytes: unescaped(path))
        let whole = directory.map { FilePath(bytes: unescaped($0)) / given } ?? given
        guard whole.bytes.starts(with: base) else { return nil }
        let parts = whole.bytes.dropFirst(base.count).split(separator: UInt8(ascii: "/")).map(Array.init)
            .filter { $0 != Array(".".utf8) }
        guard let last = parts.last, parts[0] == Array("spool".utf8) else { return nil }
        var place = 0
        for part in parts.dropLast() {
            guard let next = names[Slot(directory: place, name: part)] else { return nil }
            place = next
        }
        return Slot(directory: place, name: last)
    }
}
