import CLinux
import Glibc

/// The wall clock: for display only.
public enum WallClock {
    /// Milliseconds since 1970-01-01 UTC. The corresponding C function is `clock_gettime`.
    public static var milliseconds: Int64 {
        let now = time(of: CLOCK_REALTIME)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }

    /// Whether something keeps it right, such as NTP; nil where the kernel does not say. The corresponding C function is `adjtimex`.
    public static var isSynchronised: Bool? {
        let answer = clinux_clock_is_synchronised()
        return answer < 0 ? nil : answer == 1
    }
}

/// The clock that does not jump: for everything that is decided. It counts while the machine sleeps.
public enum SteadyClock {
    /// Microseconds since boot. The corresponding C function is `clock_gettime` with `CLOCK_BOOTTIME`.
    public static var microseconds: Int64 {
        let now = time(of: CLOCK_BOOTTIME)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
    }
}

/// Does nothing for a while; a signal may end it early. It needs nothing that a machine can be out of.
///
/// The corresponding C function is `nanosleep`.
public func rest(milliseconds: Int64) {
    var time = timespec(tv_sec: Int(milliseconds / 1000), tv_nsec: Int(milliseconds % 1000) * 1_000_000)
    nanosleep(&time, nil)
}

private func time(of clock: clockid_t) -> timespec {
    var value = timespec()
    clock_gettime(clock, &value)
    return value
}
