import Glibc
import SystemCalls

/// The end of a process tree: SIGTERM, a grace period, SIGKILL. A decision about time and nothing else.
struct Teardown {
    /// Microseconds on the clock that does not jump; nil while nobody wants an end.
    private var killAt: Int64?

    /// Asks for the end; a second wish can bring it nearer, never put it off.
    mutating func request(grace milliseconds: Int64, now: Int64) {
        let wished = now + milliseconds * 1000
        killAt = min(killAt ?? wished, wished)
    }

    /// What to send to every process of the tree now; nil for nothing.
    func signal(now: Int64) -> Int32? { killAt.map { now >= $0 ? SIGKILL : SIGTERM } }

    /// Milliseconds until there is something to do without an event; nil for never.
    ///
    /// Nothing tells when a process of the tree has started another one, so while they are being killed they are looked for
    /// again and again.
    func pause(now: Int64) -> Int64? { killAt.map { now >= $0 ? 20 : max(1, ($0 - now + 999) / 1000) } }
}

/// Sends signals to processes, SIGTERM once to each.
struct Signaller {
    private var asked: Set<ProcessIdentity> = []
    /// Whether there was a process that could not be had hold of, as where no descriptor is free.
    private var isIncomplete = false

    /// Milliseconds until the last signal is to be sent once more, to those that it did not reach; nil where there are none.
    var pause: Int64? { isIncomplete ? 100 : nil }

    /// A stopped process is continued, or it could not end.
    ///
    /// - Returns: those that there were to signal.
    @discardableResult
    mutating func send(_ signal: Int32, to processes: [ProcessIdentity]) -> [ProcessIdentity] {
        var sent: [ProcessIdentity] = []
        isIncomplete = false
        for process in processes where signal != SIGTERM || !asked.contains(process) {
            guard let handle = ProcessHandle(process) else {
                if process.exists { isIncomplete = true }
                continue
            }
            // What fails here fails again: the process has just ended, or is not ours to signal.
            if handle.send(signal) { sent.append(process) }
            if signal == SIGTERM {
                asked.insert(process)
                handle.send(SIGCONT)
            }
        }
        return sent
    }
}
