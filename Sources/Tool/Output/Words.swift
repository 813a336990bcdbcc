import Glibc
import SpoolModel
import SystemCalls

/// Figures and states in words for people.
enum Words {
    /// A span of time: `0.4s`, `59s`, `2m05s`, `3h10m`, `4d02h`.
    static func duration(milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        switch seconds {
        case 0..<10: return "\(seconds).\(max(0, milliseconds) % 1000 / 100)s"
        case 10..<60: return "\(seconds)s"
        case 60..<3600: return "\(seconds / 60)m\(twoDigits(seconds % 60))s"
        case 3600..<86_400: return "\(seconds / 3600)h\(twoDigits(seconds % 3600 / 60))m"
        default: return "\(seconds / 86_400)d\(twoDigits(seconds % 86_400 / 3600))h"
        }
    }

    /// Seconds with three digits behind the point.
    static func seconds(microseconds: Int64) -> String {
        let milliseconds = max(0, microseconds) / 1000
        let fraction = String(milliseconds % 1000)
        return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction + " s"
    }

    /// Local time with its offset, as in RFC 3339: `2026-03-29 14:05:09+02:00`.
    static func time(milliseconds: Int64) -> String {
        var seconds = time_t(milliseconds / 1000)
        var fields = tm()
        guard localtime_r(&seconds, &fields) != nil else { return String(milliseconds) }
        let minutes = abs(fields.tm_gmtoff) / 60
        let offset = (fields.tm_gmtoff < 0 ? "-" : "+") + twoDigits(minutes / 60) + ":" + twoDigits(minutes % 60)
        let date = "\(fields.tm_year + 1900)-\(twoDigits(fields.tm_mon + 1))-\(twoDigits(fields.tm_mday))"
        return "\(date) \(twoDigits(fields.tm_hour)):\(twoDigits(fields.tm_min)):\(twoDigits(fields.tm_sec))\(offset)"
    }

    /// Local time as short as it can be: `14:05:09` within half a day, `11-23 14:05` within half a year, else `2026-11-23`.
    ///
    /// - Parameter now: milliseconds since 1970-01-01 UTC, as the time.
    static func shortTime(milliseconds: Int64, now: Int64) -> String {
        let whole = time(milliseconds: milliseconds)
        switch abs(now - milliseconds) / 3_600_000 {
        case 0..<12: return String(whole.dropFirst(11).prefix(8))
        case 12..<(183 * 24): return String(whole.dropFirst(5).prefix(11))
        default: return String(whole.prefix(10))
        }
    }

    /// A size: `512 B`, `1.5 KiB`, `3.0 GiB`.
    static func size(bytes: Int64) -> String {
        if bytes < 1024 { return "\(bytes) B" }
        // A record may hold any number.
        var tenths = Int128(bytes) * 10 / 1024
        for unit in ["KiB", "MiB", "GiB"] {
            if tenths < 10_240 { return "\(tenths / 10).\(tenths % 10) \(unit)" }
            tenths /= 1024
        }
        return "\(tenths / 10).\(tenths % 10) TiB"
    }

    /// How a command ended: `exit 3`, `SIGKILL`.
    static func status(_ status: TerminationStatus) -> String {
        switch status {
        case .exited(let code): "exit \(code)"
        case .signaled(let signal): signalName(signal)
        }
    }

    /// `SIGTERM` for 15, by `signal(7)`; `signal 40` where there is no name.
    static func signalName(_ signal: Int32) -> String {
        let names = [
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS",
        ]
        return names.indices.contains(Int(signal) - 1) ? "SIG" + names[Int(signal) - 1] : "signal \(signal)"
    }

    /// `job 3`, `jobs 3 and 4`, `jobs 1, 2, 3, 4, 5 and 2 more`.
    static func list(_ ids: [some CustomStringConvertible], noun: String = "job") -> String {
        var words = ids.prefix(5).map(\.description)
        if ids.count > 5 { words.append("\(ids.count - 5) more") }
        return words.isEmpty ? "no \(noun)" : (words.count == 1 ? noun : noun + "s") + " " + enumeration(words)
    }

    /// `a, b and c`.
    static func enumeration(_ parts: [some CustomStringConvertible]) -> String {
        var words = parts.map(\.description)
        guard let last = words.popLast() else { return "" }
        return words.isEmpty ? last : words.joined(separator: ", ") + " and " + last
    }

    /// How far an array is: `19 of 40 tasks, 1 failed, 4 running`.
    static func tasks(_ counts: TaskCounts) -> String {
        let others = TaskPhase.allCases.filter { $0 != .waiting && $0 != .succeeded && counts[$0] > 0 }
            .sorted { $0.rawValue > $1.rawValue }
        return (["\(counts.ended) of \(count(counts.total, "task"))"] + others.map { "\(counts[$0]) \($0.word)" })
            .joined(separator: ", ")
    }

    /// `1 job`, `2 jobs`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// Some ids of an ascending list, enough to type a command: all of a few, else the first ones and an ellipsis.
    static func ids(_ ids: [JobID]) -> String {
        ids.prefix(10).map(\.description).joined(separator: " ") + (ids.count > 10 ? " …" : "")
    }

    private static func twoDigits(_ value: some BinaryInteger) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
