import Glibc
import SystemCalls

/// What the figures depend on, in lines for the document.
enum Machine {
    static func description(of workspace: borrowing Workspace) -> [String] {
        let (type, device) = workspace.fileSystem
        return [
            "processor: \(processor), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) online",
            "kernel: Linux \(linesOfFile("/proc/sys/kernel/osrelease").first ?? "unknown")",
            "file system: \(type) on \(device)",
            "load before the start (1, 5, 15 minutes): "
                + (linesOfFile("/proc/loadavg").first ?? "").split(separator: " ").prefix(3).joined(separator: ", "),
        ]
    }

    private static var processor: String {
        let line = linesOfFile("/proc/cpuinfo").first { $0.hasPrefix("model name") }
        let name = line?.split(separator: ":", maxSplits: 1).last?.drop { $0 == " " }
        return name.map(String.init) ?? "unknown"
    }

    /// The date as ISO 8601 has it, in UTC.
    static var date: String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        return "\(parts.tm_year + 1900)-\(twoDigits(parts.tm_mon + 1))-\(twoDigits(parts.tm_mday))"
    }

    private static func twoDigits(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
}
