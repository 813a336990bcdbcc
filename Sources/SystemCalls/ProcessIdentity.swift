import Glibc

/// A process that cannot be mistaken for another one with the same number, within one boot.
public struct ProcessIdentity: Hashable, Sendable {
    public let pid: pid_t
    /// Clock ticks from boot to the start of the process: `proc(5)`, field 22 of `stat`.
    public let startTicks: UInt64

    public init(pid: pid_t, startTicks: UInt64) {
        self.pid = pid
        self.startTicks = startTicks
    }

    /// The process that has the number now; nil where there is none.
    public init?(current pid: pid_t) {
        guard let status = ProcessStatus(of: pid) else { return nil }
        self = status.identity
    }

    /// Whether this very process still exists, be it as a zombie.
    public var exists: Bool { ProcessIdentity(current: pid) == self }
}

/// What `/proc/PID/stat` tells that a shepherd needs.
public struct ProcessStatus: Sendable {
    public let identity: ProcessIdentity
    public let parent: pid_t
    public let session: pid_t
    public let isZombie: Bool
    /// Where its variables end in its memory: 0 while it is between two programs, where it has no memory, or it may not be seen.
    private let environmentEnd: UInt64
    private let isOfKernel: Bool

    /// Whether the process was executing a program when this was read, or has done so since: which variables it has is not known then.
    ///
    /// The kernel has taken the memory of the earlier program away by then, and the descriptors too. Source: `proc(5)`, fields 9 and 51
    /// of `stat`; Linux, fs/exec.c and include/linux/sched.h (`PF_KTHREAD`).
    public var isBetweenPrograms: Bool {
        guard !isZombie, !isOfKernel, environmentOfProcess(identity.pid) == [],
            let now = ProcessStatus(of: identity.pid), now.identity == identity, !now.isZombie
        else { return false }
        return now.environmentEnd == 0 || now.environmentEnd != environmentEnd
    }

    /// Nil where there is no such process, or the kernel does not show it; an error where that cannot be told.
    public static func find(_ pid: pid_t) throws(SystemError) -> ProcessStatus? {
        do throws(SystemError) { return ProcessStatus(pid: pid, stat: try contentOfProc("\(pid)/stat")) } catch {
            if error.isOfMachine { throw error }
            return nil
        }
    }

    /// As `find`, where no answer counts as no process.
    public init?(of pid: pid_t) {
        guard let status = try? Self.find(pid) else { return nil }
        self = status
    }

    /// Reads the text of `/proc/PID/stat`. The second field, the command's name, may hold spaces and parentheses.
    init?(pid: pid_t, stat: [UInt8]) {
        guard let nameEnd = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = Array(stat.dropFirst(nameEnd + 2)).parts(separatedBy: UInt8(ascii: " "))
        guard fields.count > 19, let parent = pid_t(ascii: fields[1]), let session = pid_t(ascii: fields[3]),
            let start = UInt64(ascii: fields[19])
        else { return nil }
        identity = ProcessIdentity(pid: pid, startTicks: start)
        self.parent = parent
        self.session = session
        isZombie = fields[0].elementsEqual([UInt8(ascii: "Z")])
        environmentEnd = fields.count > 48 ? UInt64(ascii: fields[48]) ?? 0 : 0
        isOfKernel = (UInt64(ascii: fields[6]) ?? 0) & 0x20_0000 != 0
    }
}

/// All processes that the kernel shows to this user; none where it shows nothing.
public func allProcesses() -> [ProcessStatus] { (try? lookAtProcesses()) ?? [] }

/// As `allProcesses`, for those to whom no answer is not the same as no process.
public func lookAtProcesses() throws(SystemError) -> [ProcessStatus] {
    let names = try FileDescriptor.workingDirectory.openDirectory("/proc").entries()
    var found: [ProcessStatus] = []
    for pid in names.compactMap({ pid_t(ascii: $0.bytes) }) {
        if let process = try ProcessStatus.find(pid) { found.append(process) }
    }
    return found
}

/// The children of this process, which has one thread; nil where the kernel does not list them. Source: `proc(5)`, `children`.
public func ownChildren() -> [pid_t]? {
    let pid = getpid()
    return (try? contentOfProc("\(pid)/task/\(pid)/children"))?.split(separator: UInt8(ascii: " "))
        .compactMap { pid_t(ascii: $0) }
}

/// The variables that a process was started with; nil where they cannot be read. Source: `proc(5)`, `environ`.
public func environmentOfProcess(_ pid: pid_t) -> [[UInt8]]? {
    (try? contentOfProc("\(pid)/environ"))?.parts(separatedBy: 0).filter { !$0.isEmpty }.map(Array.init)
}

/// The kernel's name for the time since it booted. Source: `proc(5)`, `/proc/sys/kernel/random/boot_id`.
public func currentBoot() throws(SystemError) -> String {
    let text = try contentOfProc("sys/kernel/random/boot_id")
    return String(decoding: text.prefix { $0 > UInt8(ascii: " ") }, as: UTF8.self)
}

/// The corresponding C function is `gethostname`.
public func hostName() -> String {
    var name = [UInt8](repeating: 0, count: 256)
    _ = name.withUnsafeMutableBytes { $0.baseAddress.map { gethostname($0.assumingMemoryBound(to: CChar.self), 255) } }
    return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
}

private func contentOfProc(_ path: String) throws(SystemError) -> [UInt8] {
    try FileDescriptor.workingDirectory.open(FilePath("/proc/" + path), O_RDONLY).readAll()
}
