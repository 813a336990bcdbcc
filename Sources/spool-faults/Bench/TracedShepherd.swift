import Glibc
import SystemCalls

// As `spool-shepherd` this program stands where the supervisor looks for the shepherd, and hands on to the real one.

extension Bench {
    /// Has the next shepherd, and no later one, run under strace.
    func arm(_ words: [String]) throws {
        let text = ([strace] + words).joined(separator: "\n")
        let name = base / "armed"
        try? FileDescriptor.workingDirectory.unlink(name)
        try FileDescriptor.workingDirectory.open(name, O_WRONLY | O_CREAT | O_EXCL).writeAll(Array(text.utf8))
    }
}

/// Becomes the real shepherd: under strace where the bench is armed, which one process alone can take away. Descriptors
/// and environment stay as they are.
func becomeTracedShepherd() -> Int32 {
    guard let tools = try? OwnProcess.executable().parent else { return 2 }
    let real = tools / "real/spool-shepherd"
    let own = [real.bytes] + OwnProcess.arguments
    let here = FileDescriptor.workingDirectory
    let taken = tools.parent / "armed-\(getpid())"
    guard (try? here.rename(tools.parent / "armed", to: taken)) != nil,
        let text = try? here.open(taken, O_RDONLY).readAll(), (try? here.unlink(taken)) != nil
    else {
        _ = becomeProgram(real, own)
        return 2
    }
    let words = text.split(separator: UInt8(ascii: "\n")).map(Array.init)
    _ = becomeProgram(FilePath(bytes: words[0]), words + own)
    return 2
}
