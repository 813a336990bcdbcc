import CLinux
import Glibc

/// What each process of a child may use; it cannot be raised again by any of them.
///
/// Sources: `setrlimit(2)`, `nice(2)`.
public struct ChildLimits: Hashable, Sendable {
    /// Bytes of private writable memory (`RLIMIT_DATA`). Address space that is only reserved does not count, as it would for
    /// `RLIMIT_AS`.
    public var memory: Int?
    /// Seconds of processor time until SIGXCPU (`RLIMIT_CPU`).
    public var processorTime: Int?
    /// Seconds of processor time from then until SIGKILL, for what does not end by SIGXCPU.
    public var processorGrace = 1
    /// Bytes of the largest file that it may write (`RLIMIT_FSIZE`).
    public var fileSize: Int?
    /// How much nicer than this process it is.
    public var niceness: Int32 = 0

    public init() {}

    var forC: clinux_limits {
        func limit(_ value: Int?) -> rlim_t { value.map { rlim_t(max(0, $0)) } ?? rlim_t.max }
        return clinux_limits(
            memory: limit(memory), cpu_soft: limit(processorTime),
            cpu_hard: limit(processorTime.map { $0 + processorGrace }),
            file_size: limit(fileSize), niceness: niceness)
    }
}

/// How many processes the kernel has ended since the machine was started because memory was short; nil where it does not say.
///
/// Source: `proc(5)`, `oom_kill` in `/proc/vmstat`: those of every control group are among them.
public func outOfMemoryKills() -> UInt64? {
    let field = Array("oom_kill ".utf8)
    let file = try? FileDescriptor.workingDirectory.openFollowing("/proc/vmstat", O_RDONLY)
    guard let content = try? file?.read(upTo: 1 << 14) else { return nil }
    return content.parts(separatedBy: UInt8(ascii: "\n")).first { $0.starts(with: field) }
        .flatMap { UInt64(ascii: $0.dropFirst(field.count)) }
}
