/// A place in a directory.
struct Slot: Hashable {
    /// The number of the directory in a `Volume`.
    let directory: Int
    let name: [UInt8]
}

/// What one call changed.
enum Change {
    /// A name came (`to`), went (`from`), or both at once: nothing stands between the two halves of a rename.
    case entry(from: Slot?, to: Slot?, node: Int)
    case data(node: Int, DataChange)
    /// From here on that is durable of a file or directory, or of everything, which was changed before `begin`.
    case sync(node: Int?, begin: Int, site: String)
    /// Somebody outside was told something, by a line in a file that outlives the crash.
    case said(Voice, String)
}

/// Who tells something that cannot be taken back.
enum Voice {
    /// A command that a user gave, and what it said.
    case user
    /// A job that begins or ends.
    case job
}

enum DataChange {
    case write(offset: Int, bytes: [UInt8])
    case cut(size: Int)

    /// What becomes of a content.
    func apply(to content: inout [UInt8]) {
        switch self {
        case .cut(let size): content.resize(to: size)
        case .write(let offset, let bytes):
            content.resize(to: max(content.count, offset + bytes.count))
            content.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
    }
}

extension [UInt8] {
    /// Cuts the end off, or appends zeros.
    fileprivate mutating func resize(to size: Int) {
        if count > size { removeLast(count - size) }
        append(contentsOf: repeatElement(0, count: size - count))
    }
}
