import SpoolModel
import SystemCalls

/// Jobs that wait for a time, or for the end of others.
extension Supervisor {
    /// Lets those go whose conditions are met, and deals with those whose conditions cannot be met any more.
    func settleConditions() throws(SpoolError) {
        try waiting.refresh(spool) { setProblem($0.description) }
        var states: [JobID: JobState?] = [:]
        // What is cancelled here may be what others wait for.
        var isChanged = true
        while isChanged, !waiting.blocked.isEmpty {
            isChanged = false
            let now = WallClock.milliseconds
            nextTime = nil
            for id in waiting.blocked.sorted() {
                guard let conditions = waiting.conditions(of: id) else { continue }
                var isPending = false
                var unmet: (dependency: Dependency, outcome: Outcome?)?
                for dependency in conditions.dependencies {
                    let job = dependency.job
                    if states[job] == nil { states[job] = .some(try spool.state(of: job)) }
                    switch dependency.standing(states[job] ?? nil) {
                    case .met: continue
                    case .pending: isPending = true
                    case .unmet(let outcome): unmet = (dependency, outcome)
                    }
                }
                if let unmet {
                    if try giveUp(id, conditions.onUnmet, unmet.dependency.complaint(unmet.outcome)) {
                        states[id] = nil
                        isChanged = true
                    }
                } else if let time = conditions.notBefore, time > now {
                    nextTime = min(nextTime ?? time, time)
                } else if !isPending {
                    waiting.unblock(id)
                }
            }
            if isChanged { try waiting.refresh(spool) { setProblem($0.description) } }
        }
        if waiting.blocked.isEmpty { nextTime = nil }
        wallTimer.set(nextTime)
    }

    /// Does what was asked for with a job whose condition cannot be met; false where it waits on.
    private func giveUp(
        _ id: JobID, _ onUnmet: Conditions.OnUnmet, _ reason: String
    ) throws(SpoolError) -> Bool {
        switch onUnmet {
        case .wait: return false
        case .hold: _ = try spool.hold([id])
        case .cancel:
            let now = WallClock.milliseconds
            _ = try spool.cancel(id, CancelRecord(atMilliseconds: now, graceMilliseconds: 0, reason: reason))
        }
        waiting.lookAgain()
        return true
    }
}
