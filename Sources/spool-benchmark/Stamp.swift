import Glibc
import SystemCalls

/// A time in a file.
enum Stamp {
    /// Writes microseconds since boot; the file appears whole.
    static func write(_ microseconds: Int64, to path: FilePath) throws {
        let new = FilePath(bytes: path.bytes + Array(".new".utf8))
        try writeFile(new, Array(String(microseconds).utf8))
        try FileDescriptor.workingDirectory.rename(new, to: path)
    }

    /// Nil where the file is not there yet.
    static func read(_ path: FilePath) -> Int64? { linesOfFile(path).first.flatMap { Int64($0) } }
}
