import Glibc
import SystemCalls

/// Directories and files, as they may lie on a disk.
struct Tree: Hashable {
    private enum Entry: Hashable {
        case directory
        /// Files of one number are one file with several names.
        case file(Int, [UInt8])
    }

    /// By path, each directory before what it holds.
    private var entries: [(path: FilePath, entry: Entry)] = []

    /// - Parameters:
    ///   - names: what each place in a directory holds.
    ///   - contents: of files; none for an empty one.
    init(_ volume: Volume, _ names: [Slot: Int], _ contents: [Int: [UInt8]]) {
        let children = Dictionary(grouping: names, by: \.key.directory)
        func add(_ directory: Int, _ path: FilePath) {
            let sorted = (children[directory] ?? []).sorted { $0.key.name.lexicographicallyPrecedes($1.key.name) }
            for (slot, node) in sorted {
                let place = path / FilePath(bytes: slot.name)
                if volume.nodes[node].isDirectory {
                    entries.append((place, .directory))
                    add(node, place)
                } else {
                    entries.append((place, .file(node, contents[node] ?? [])))
                }
            }
        }
        add(0, "")
    }

    static func == (first: Self, second: Self) -> Bool {
        first.entries.elementsEqual(second.entries) { $0.path == $1.path && $0.entry == $1.entry }
    }

    func hash(into hasher: inout Hasher) {
        for (path, entry) in entries {
            hasher.combine(path)
            hasher.combine(entry)
        }
    }

    /// Makes all of it below a directory.
    func build(below base: FilePath) throws {
        let here = FileDescriptor.workingDirectory
        var first: [Int: FilePath] = [:]
        for (path, entry) in entries {
            switch entry {
            case .directory: try here.makeDirectory(base / path)
            case .file(let number, let content):
                if let other = first[number] {
                    try here.link(base / other, as: base / path, in: here)
                } else {
                    try here.open(base / path, O_WRONLY | O_CREAT | O_EXCL).writeAll(content)
                    first[number] = path
                }
            }
        }
    }

    /// How the files below a directory differ from it; nil where they do not.
    func difference(from base: FilePath) -> String? {
        for (path, entry) in entries {
            let here = FileDescriptor.workingDirectory
            switch entry {
            case .directory:
                if (try? here.status(of: base / path))?.kind != .directory { return "\(path) is no directory" }
                for name in names(in: base / path) where !entries.contains(where: { $0.path == path / name }) {
                    return "\(path / name) is there"
                }
            case .file(_, let content):
                if (try? here.open(base / path, O_RDONLY).readAll()) != content { return "\(path) holds other bytes" }
            }
        }
        return nil
    }
}
