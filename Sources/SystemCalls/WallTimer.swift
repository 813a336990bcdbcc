import CLinux
import Glibc

/// Tells when the clock on the wall shows a time, also where it was set in the meantime: `timerfd_create(2)`.
///
/// Without a time it tells nothing: on a machine whose clock is set all the time, as after a pause of a virtual one, it would wake for naught.
public struct WallTimer: ~Copyable, Sendable {
    /// Readable when the time has come, or the clock was set.
    public let descriptor: FileDescriptor

    /// The corresponding C function is `timerfd_create`.
    public init() throws(SystemError) {
        descriptor = FileDescriptor(
            owning: try retrying("create", "a timer") {
                timerfd_create(CLOCK_REALTIME, Int32(TFD_NONBLOCK) | Int32(TFD_CLOEXEC))
            })
    }

    /// Sets the time; the corresponding C function is `timerfd_settime`.
    ///
    /// - Parameter milliseconds: since 1970-01-01 UTC; nil for never.
    public func set(_ milliseconds: Int64?) {
        var spec = itimerspec()
        if let milliseconds {
            // A time of zero would be never.
            let time = max(1, milliseconds)
            spec.it_value = timespec(tv_sec: Int(time / 1000), tv_nsec: Int(time % 1000) * 1_000_000)
        }
        timerfd_settime(descriptor.number, milliseconds == nil ? 0 : Self.flags, &spec, nil)
    }

    /// Forgets that the time has come. The corresponding C function is `read`.
    public func acknowledge() {
        var expirations: UInt64 = 0
        read(descriptor.number, &expirations, 8)
    }

    /// `TFD_TIMER_ABSTIME` and `TFD_TIMER_CANCEL_ON_SET`, of `sys/timerfd.h`.
    private static let flags: Int32 = 1 | 2
}
