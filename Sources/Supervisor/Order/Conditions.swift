import SpoolModel
import SystemCalls

/// Jobs that wait for a time, or for the end of others.
extension Supervisor {
    /// Lets those go whose conditions are met, and deals with those whose conditions cannot be met any more.
    func settleConditions() throws(SpoolError) {
        try waiting.refresh(spool, complain: complain(ofJob:))
        var ends: [Dependency: Dependency.End] = [:]
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
                    let end = ends[dependency] ?? look(at: dependency)
                    ends[dependency] = end
                    switch standing(of: dependency, end, for: id) {
                    case .met: continue
                    case .pending: isPending = true
                    case .unmet(let outcome): unmet = (dependency, outcome)
                    }
                }
                if let unmet {
                    if try giveUp(id, conditions.onUnmet, unmet.dependency.complaint(unmet.outcome)) {
                        ends = ends.filter { $0.key.job != id }
                        isChanged = true
                    }
                } else if let time = conditions.notBefore, time > now {
                    nextTime = min(nextTime ?? time, time)
                } else if !isPending {
                    waiting.unblock(id)
                }
            }
            if isChanged { try waiting.refresh(spool, complain: complain(ofJob:)) }
        }
        if waiting.blocked.isEmpty { nextTime = nil }
        wallTimer.set(nextTime)
    }

    private func standing(of dependency: Dependency, _ end: Dependency.End, for id: JobID) -> Dependency.Standing {
        do throws(SpoolError) { return try spool.standing(of: dependency, end, for: id) } catch {
            complain(ofJob: error)
            return .pending
        }
    }

    private func look(at dependency: Dependency) -> Dependency.End {
        watchTasks(of: dependency)
        do throws(SpoolError) { return try spool.end(of: dependency) } catch {
            // It keeps nothing else from starting, and is looked at again.
            complain(ofJob: error)
            return .pending
        }
    }

    /// Hears of the progress of an array, from before the first look at it on. Of the array's end its shepherd tells.
    private func watchTasks(of dependency: Dependency) {
        guard dependency.tasks != nil, !watchedArrays.contains(dependency.job),
            let job = try? spool.job(dependency.job), (try? wakes.add(job.descriptor, for: .entries)) != nil
        else { return }
        watchedArrays.insert(dependency.job)
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
