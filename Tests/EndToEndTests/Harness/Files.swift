import Glibc
import SystemCalls

// Plain file operations, as any program in any language may do them.

/// The content of a file; nil where there is none.
func readFile(_ path: String) -> [UInt8]? {
    try? FileDescriptor.workingDirectory.openFollowing(FilePath(path), O_RDONLY).readAll(limit: Int.max)
}

/// The content of a file as text; nil where there is none.
func readText(_ path: String) -> String? { readFile(path).map { String(decoding: $0, as: UTF8.self) } }

/// The lines of a file; none where there is none.
func readLines(_ path: String) -> [String] { (readText(path) ?? "").split(separator: "\n").map(String.init) }

/// Makes a file, or replaces what it holds.
func writeFile(_ path: String, _ content: some Collection<UInt8>, mode: mode_t = 0o600) throws {
    try FileDescriptor.workingDirectory
        .openFollowing(FilePath(path), O_WRONLY | O_CREAT | O_TRUNC, mode: mode).writeAll(Array(content))
}

func writeFile(_ path: String, _ text: String) throws { try writeFile(path, text.utf8) }

/// The names in a directory, sorted; none where there is no such directory.
func namesIn(_ path: String) -> [String] {
    let entries = try? FileDescriptor.workingDirectory.openFollowing(FilePath(path), O_RDONLY | O_DIRECTORY).entries()
    return (entries ?? []).map { String(decoding: $0.bytes, as: UTF8.self) }.sorted()
}

func fileExists(_ path: String) -> Bool { status(path) != nil }

func status(_ path: String) -> FileStatus? { try? FileDescriptor.workingDirectory.status(of: FilePath(path)) }

/// A new directory, whose path begins so.
func makeTemporaryDirectory(_ prefix: String) throws -> String {
    String(decoding: try FileDescriptor.makeTemporaryDirectory(FilePath(prefix)).bytes, as: UTF8.self)
}

func makeDirectory(_ path: String) throws { try FileDescriptor.workingDirectory.makeDirectory(FilePath(path)) }

func renameFile(_ old: String, _ new: String) throws {
    try FileDescriptor.workingDirectory.rename(FilePath(old), to: FilePath(new))
}

/// The fields of a record whose fields end with a newline.
func recordFields(_ text: String) -> [String: String] {
    var fields: [String: String] = [:]
    for line in text.split(separator: "\n") {
        guard let sign = line.firstIndex(of: "=") else { continue }
        fields[String(line[..<sign])] = String(line[line.index(after: sign)...])
    }
    return fields
}

extension String {
    var bytes: [UInt8] { Array(utf8) }
}

/// The pieces that each end with a NUL byte.
func nulSeparated(_ content: [UInt8]) -> [[UInt8]] {
    content.dropLast(content.last == 0 ? 1 : 0).split(separator: 0, omittingEmptySubsequences: false).map(Array.init)
}
