import Glibc

/// Has SIGALRM sent to this process after a time, in place of what an earlier call asked for; zero asks for none.
///
/// It is not sent to children, and costs no wake-up where it is withdrawn. The corresponding C function is `alarm`.
public func setAlarm(seconds: UInt32) { alarm(seconds) }

/// Has a function called, on whichever thread it hits, when one of the signals comes; this thread blocks none of them any more. A program
/// that is executed knows nothing of it.
///
/// - Parameters:
///   - isOnce: whether the signal does from then on what it does by default; to raise it again in the function ends the process by it.
///   - handler: may call what `signal-safety(7)` lists, and allocate nothing.
///
/// The corresponding C function is `sigaction`.
public func handle(_ signals: [Int32], isOnce: Bool, by handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    action.sa_flags = SA_RESTART | (isOnce ? Int32(bitPattern: UInt32(SA_RESETHAND)) : 0)
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals {
        sigaction(signal, &action, nil)
        sigaddset(&set, signal)
    }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
}

/// Writes a line to standard error and ends this process, with nothing in between; a signal handler may call it.
///
/// The corresponding C functions are `write` and `_exit`.
public func endAtOnce(_ line: StaticString, code: Int32) -> Never {
    _ = write(StandardStream.error.rawValue, line.utf8Start, line.utf8CodeUnitCount)
    _exit(code)
}
