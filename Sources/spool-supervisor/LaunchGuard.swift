import Glibc
import Synchronization
import SystemCalls

/// Ends the supervisor where a start through `Process` traps, does not come back, or comes back with the wrong descriptors: that is what
/// Foundation does where the kernel refuses it something, and no error is thrown. Running jobs go on without their supervisor, and the
/// next one takes them over.
///
/// The alarm rings twice. A process that was stopped, or waited in the kernel for a slow disk, hears the first ring when it goes on, and
/// comes back before the second.
struct LaunchGuard {
    init() {
        stage.store(.idle, ordering: .sequentiallyConsistent)
        handle([SIGALRM], isOnce: false) { _ in
            let (isFirst, found) = stage.compareExchange(
                expected: .starting, desired: .late, ordering: .sequentiallyConsistent)
            if isFirst {
                setAlarm(seconds: secondsPerRing)
            } else if found == .late {
                endAtOnce(
                    """
                    spool: cannot start a process for a job: the start did not come back within 6 s, as where the kernel \
                    refuses Foundation a thread. This supervisor ends; running jobs go on, and the next one takes them over.

                    """, code: 1)
            }
        }
        handle([SIGILL, SIGTRAP, SIGABRT], isOnce: true) { signal in
            if stage.load(ordering: .sequentiallyConsistent) == .idle { raise(signal) } else { endAfterRefusal() }
        }
    }

    /// Does something of which a trap, or no end, is the end of the supervisor.
    func watch(_ start: () throws -> Void) rethrows {
        stage.store(.starting, ordering: .sequentiallyConsistent)
        setAlarm(seconds: secondsPerRing)
        defer {
            stage.store(.idle, ordering: .sequentiallyConsistent)
            setAlarm(seconds: 0)
        }
        try start()
        // Without a pair of sockets it takes descriptor 0 for one, closes it, and closes it again when the child has ended, whatever it is then.
        if !StandardStream.input.isOpen { endAfterRefusal() }
    }
}

/// Where the supervisor is.
private enum Stage: UInt8, AtomicRepresentable {
    case idle, starting
    /// The alarm has rung once.
    case late
}

/// Global, for a signal's handler is a function without a context.
private let stage = Atomic(Stage.idle)

/// How long each ring is waited for; computed, for a handler may not be the first to ask for a stored one.
private var secondsPerRing: UInt32 { 3 }

private func endAfterRefusal() -> Never {
    endAtOnce(
        """
        spool: cannot start a process for a job: Foundation failed amid the start, as where the kernel refuses it a file or a \
        socket. This supervisor ends; running jobs go on, and the next one takes them over.

        """, code: 1)
}
