import SystemCalls

/// What a ping of the supervisor came to.
public enum PingResult: Sendable {
    /// Nobody supervises.
    case absent
    /// It looked around at once.
    ///
    /// - Parameters:
    ///   - microseconds: how long it took to.
    ///   - idleMilliseconds: how long before it had looked around last, by the wall clock.
    case answered(SupervisorRecord?, microseconds: Int64, idleMilliseconds: Int64)
    /// It holds its lock, and does nothing.
    case silent(SupervisorRecord?)
}

extension Spool {
    /// Wakes the supervisor, and waits until it has looked around.
    public func ping(timeoutMilliseconds: Int64) throws(SpoolError) -> PingResult {
        guard case .alive(_, let looked) = try supervisorState() else { return .absent }
        let before = WallClock.milliseconds
        let started = SteadyClock.microseconds
        let answer = try openSignOfLife()
        let hasAnswered = try wrapping(consequence: "Whether the supervisor answers is not known.") {
            () throws(SystemError) in
            let watch = try ChangeWatch()
            try watch.add(answer, for: .touched)
            try root.touch(Layout.wake)
            return try watch.wait(milliseconds: timeoutMilliseconds)
        }
        let elapsed = SteadyClock.microseconds - started
        guard case .alive(let record, _) = try supervisorState() else { return .absent }
        return hasAnswered
            ? .answered(record, microseconds: elapsed, idleMilliseconds: max(0, before - looked)) : .silent(record)
    }
}
