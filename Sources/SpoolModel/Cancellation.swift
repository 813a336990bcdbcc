import Glibc
import SystemCalls

/// What became of a request to cancel.
public enum CancelResult: Hashable, Sendable {
    /// It was queued, and will not be started.
    case cancelledBeforeStart
    /// Its shepherd was asked to end it.
    case requested
    /// It had ended already, and stays as it is.
    case alreadyFinished(Outcome)
}

extension Spool {
    /// Ends a job, or asks its shepherd to.
    ///
    /// The request comes first and is durable, so whoever finds the job next knows, even if this process ends here. Then
    /// a held or queued job goes to `finished/cancelled` in one rename; whoever loses that race to a claim leaves the rest to
    /// the shepherd, which has seen the request.
    public func cancel(_ id: JobID, _ request: CancelRecord) throws(SpoolError) -> CancelResult {
        let job = try job(id)
        if case .finished(let outcome) = job.state { return .alreadyFinished(outcome) }
        let tells: Bool
        do throws(SystemError) {
            tells = try job.recordIfAccepted()?.notice != nil
            try job.write(request, as: Layout.cancel)
        } catch {
            throw .system(
                error, spool: path, consequence: "Job \(id) is not cancelled." + request.advice(error, "\(id)"))
        }
        // Whoever has seen the request acts on it, so it cannot be taken back.
        let consequence = "The request is written: 'spool status \(id)' tells what comes of it."
        try wrapping(consequence: consequence) { () throws(SystemError) in try job.descriptor.sync() }
        defer { wakeSupervisor() }
        var place: JobState?
        // It may go to where it was looked for already.
        for _ in 0..<3 {
            let isMoved = try wrapping(consequence: consequence) { () throws(SystemError) -> Bool in
                guard try job.isBetweenAttempts() else { return false }
                return try finishUnstarted(id, tells: tells)
            }
            if isMoved { return .cancelledBeforeStart }
            place = try state(of: id)
            if place == nil || place == .running || place?.isFinished == true { break }
        }
        // The command may have ended before the request was there.
        if case .finished(let outcome)? = place, outcome != .cancelled { return .alreadyFinished(outcome) }
        return .requested
    }

    /// Moves a job that does not run to `finished/cancelled`; whether it was found.
    private func finishUnstarted(_ id: JobID, tells: Bool) throws(SystemError) -> Bool {
        for state in [JobState.delayed, .held, .waiting, .queued] {
            do throws(SystemError) {
                try settle(id, from: state, .finish(.cancelled), tells: tells)
                return true
            } catch {
                if !error.isAbsence { throw error }
            }
        }
        return false
    }
}
