import Glibc

/// How busy the machine is, by the kernel's own figures; nil for what it does not tell.
public struct MachineLoad: Hashable, Sendable {
    /// In hundredths: the mean of the last minute, or the number of processes that run now, whichever is more (`proc(5)`, `/proc/loadavg`).
    public var load: Int?
    /// Bytes that are to be had without swapping (`proc(5)`, `/proc/meminfo`, MemAvailable).
    public var availableMemory: Int64?
    /// In hundredths of a percent: how much of the last ten seconds all processes stood still for want of memory
    /// (`Documentation/accounting/psi.rst` of Linux, `/proc/pressure/memory`, full avg10).
    public var memoryStall: Int?

    public init(load: Int?, availableMemory: Int64?, memoryStall: Int?) {
        self.load = load
        self.availableMemory = availableMemory
        self.memoryStall = memoryStall
    }

    /// What it is now.
    public static var current: MachineLoad {
        MachineLoad(
            loadText: content("/proc/loadavg"), memoryText: content("/proc/meminfo"),
            pressureText: content("/proc/pressure/memory"))
    }

    /// Reads the texts of the three files.
    init(loadText: String?, memoryText: String?, pressureText: String?) {
        let loads = loadText?.split(separator: " ") ?? []
        let mean = loads.first.flatMap { hundredths($0) }
        // Whoever asks is running as well.
        let running =
            loads.count > 3 ? loads[3].split(separator: "/").first.flatMap { Int($0) }.map { ($0 - 1) * 100 } : nil
        load = mean.map { max($0, running ?? 0) }
        let available = memoryText?.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        availableMemory = available?.split(separator: " ").dropFirst().first.flatMap { Int64($0) }.map { $0 * 1024 }
        let full = pressureText?.split(separator: "\n").first { $0.hasPrefix("full ") }
        let field = full?.split(separator: " ").first { $0.hasPrefix("avg10=") }
        memoryStall = field.flatMap { hundredths($0.dropFirst("avg10=".count)) }
    }

    private static func content(_ path: FilePath) -> String? {
        guard let file = try? FileDescriptor.workingDirectory.openFollowing(path, O_RDONLY),
            let bytes = try? file.readAll(limit: 1 << 16)
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Reads `1.50` as 150.
private func hundredths(_ text: Substring) -> Int? {
    let parts = text.split(separator: ".")
    guard parts.count == 2, parts[1].utf8.count == 2, let whole = Int(parts[0]), let rest = Int(parts[1]) else {
        return nil
    }
    return whole * 100 + rest
}
