import Glibc
import SystemCalls

/// The times of a job's first and last instruction, microseconds since boot.
struct Stamp: Sendable {
    let first: Int64
    let last: Int64

    /// Nil where the file is not there, or not whole yet.
    init?(_ path: FilePath) {
        let times = linesOfFile(path).compactMap { Int64($0) }
        guard times.count == 2 else { return nil }
        (first, last) = (times[0], times[1])
    }

    /// Writes a stamp of this process, which ends with that.
    static func write(since first: Int64, _ options: StampOptions) throws -> Never {
        let here = FileDescriptor.workingDirectory
        let file = try here.openFollowing(options.path, O_WRONLY | O_CREAT | O_TRUNC)
        try file.writeAll(Array("\(first)\n".utf8))
        if options.lastingMilliseconds > 0 { try pause(milliseconds: Int64(options.lastingMilliseconds)) }
        // What follows is one call to write it, and one to end.
        try file.writeAll(Array("\(SteadyClock.microseconds)\n".utf8))
        _exit(0)
    }
}
