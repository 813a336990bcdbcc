import Glibc
import SystemCalls

/// What each process of a job may use, and how it gives way to others: fields of the record `job`.
public struct ResourceLimits: Hashable, Sendable {
    /// Bytes.
    public var memory: Int?
    /// Of the processor, milliseconds; the kernel counts whole seconds.
    public var processorMilliseconds: Int64?
    /// Bytes.
    public var fileSize: Int?
    /// How much nicer than the supervisor it is.
    public var niceness: Int32?

    public init() {}

    /// More is the same as 19 to every kernel.
    public static let niceness: ClosedRange<Int32> = 1...19

    /// What to start a command with; nil where it is not limited.
    ///
    /// - Parameter grace: milliseconds from SIGXCPU to SIGKILL.
    public func forChild(grace: Int64) -> ChildLimits? {
        if self == ResourceLimits() { return nil }
        var limits = ChildLimits()
        limits.memory = memory
        limits.processorTime = processorMilliseconds.map { Self.seconds($0) }
        limits.processorGrace = max(1, Self.seconds(grace))
        limits.fileSize = fileSize
        limits.niceness = niceness ?? 0
        return limits
    }

    private static func seconds(_ milliseconds: Int64) -> Int { Int((milliseconds + 999) / 1000) }

    /// What ended a command that nobody asked to end, as far as its exit status and the kernel tell.
    ///
    /// - Parameters:
    ///   - used: microseconds of processor time of all its processes.
    ///   - memoryRanOut: whether the kernel has ended processes for want of memory while it ran, any of the machine's.
    public func cause(
        of status: TerminationStatus?, used: Int64, memoryRanOut: @autoclosure () -> Bool
    ) -> String? {
        let signal: Int32
        switch status {
        case .signaled(let number): signal = number
        // By that a shell tells how its own command ended.
        case .exited(let code) where code > 128: signal = code - 128
        case .exited, nil: return nil
        }
        switch signal {
        case SIGXCPU where processorMilliseconds != nil: return "it used more processor time than it may"
        case SIGXFSZ where fileSize != nil: return "it wrote a larger file than it may"
        case SIGKILL where processorMilliseconds.map { used >= $0 * 1000 } ?? false:
            return "it has probably used more processor time than it may"
        case SIGKILL where memoryRanOut():
            return "the kernel has probably ended it, because memory was short"
        case SIGKILL where status == .signaled(signal): return "the signal that ended it was not sent by spool"
        default: return nil
        }
    }
}

extension ResourceLimits {
    init(_ reader: inout RecordReader) throws(RecordError) {
        memory = try reader.optionalNumber("memory_bytes", in: 1...Int.max)
        processorMilliseconds = try reader.optionalNumber("cpu_ms", in: 1...JobLimits.longestTime)
        fileSize = try reader.optionalNumber("file_size_bytes", in: 1...Int.max)
        niceness = try reader.optionalNumber("nice", in: Self.niceness)
    }

    func append(to record: inout RecordText) {
        record.append("memory_bytes", ifAny: memory)
        record.append("cpu_ms", ifAny: processorMilliseconds)
        record.append("file_size_bytes", ifAny: fileSize)
        record.append("nice", ifAny: niceness)
    }
}
