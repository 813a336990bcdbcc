import Glibc
import SystemCalls

/// The directory in which everything is done; emptied, and removed where it was made, when its owner is gone.
///
/// Nothing is deleted before: for some minutes ext4 avoids the inodes that were just freed, and searching past many of them
/// makes every new file slow (`recently_deleted` in fs/ext4/ialloc.c).
struct Workspace: ~Copyable {
    /// Absolute.
    let path: FilePath
    private let wasMade: Bool

    init(_ given: FilePath?) throws {
        let here = FileDescriptor.workingDirectory
        let base = try OwnProcess.absolute(given ?? "spool-benchmark.\(getpid())")
        let isNew = try here.makeDirectoryIfAbsent(base)
        if !(try here.openFollowing(base, O_RDONLY | O_DIRECTORY).entries().isEmpty) {
            throw Failure("\(base) is not empty. Name another directory, or one that does not exist.")
        }
        path = base
        wasMade = isNew
    }

    deinit {
        do {
            try Workspace.empty(path)
            if wasMade { try FileDescriptor.workingDirectory.removeDirectory(path) }
        } catch {
            report("spool-benchmark: \(error). Delete \(path) by hand.")
        }
    }

    /// One that lies in memory; nil where the machine has no place for that.
    static func inMemory() throws -> Workspace? {
        let workspace = try? Workspace("/dev/shm/spool-benchmark.\(getpid())")
        if let workspace, workspace.fileSystem.type == "tmpfs" { return workspace }
        return nil
    }

    /// A directory of its own for one measurement.
    func makeDirectory(_ name: String) throws -> FilePath {
        let directory = path / FilePath(name)
        try FileDescriptor.workingDirectory.makeDirectory(directory)
        return directory
    }

    private static func empty(_ path: FilePath) throws {
        let directory = try FileDescriptor.workingDirectory.openDirectory(path)
        for name in try directory.entries() {
            do throws(SystemError) { try directory.unlink(name) } catch {
                if error.code != EISDIR && error.code != EPERM { throw error }
                try empty(path / name)
                try directory.removeDirectory(name)
            }
        }
    }

    /// The kind of file system, and the device behind it. Source: proc(5), `/proc/self/mountinfo`.
    var fileSystem: (type: String, device: String) {
        var best: (type: String, device: String, length: Int) = ("unknown", "unknown", -1)
        for line in linesOfFile("/proc/self/mountinfo") {
            let words = line.split(separator: " ")
            guard let dash = words.firstIndex(of: "-"), words.count > dash + 2, words.count > 4 else { continue }
            let mount = Array(words[4].utf8)
            let isAbove =
                path.bytes.starts(with: mount)
                && (mount.count == 1 || path.bytes.count == mount.count
                    || path.bytes[mount.count] == UInt8(ascii: "/"))
            if isAbove, mount.count >= best.length {
                best = (String(words[dash + 1]), String(words[dash + 2]), mount.count)
            }
        }
        return (best.type, best.device)
    }
}

/// The lines of a text file; none where it cannot be read.
func linesOfFile(_ path: FilePath) -> [String] {
    guard let content = try? FileDescriptor.workingDirectory.openFollowing(path, O_RDONLY).readAll() else { return [] }
    return content.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
}

/// Makes or replaces a file.
func writeFile(_ path: FilePath, _ content: [UInt8]) throws {
    try FileDescriptor.workingDirectory.openFollowing(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644).writeAll(content)
}

extension FilePath {
    /// As a word of a command line.
    var text: String { String(decoding: bytes, as: UTF8.self) }
}
