import Glibc
import SpoolModel
import SystemCalls

/// A task that is over, and what to write of it.
struct OverTask {
    let task: Int
    let start: TaskSlot.Start
    let end: TaskSlot.End
}

extension ArrayRun {
    /// Takes in which processes have ended, sends what signals are due; the tasks of which nothing is left.
    func takeEnds() throws -> [OverTask] {
        let children = reap()
        takeBackWhatDidNotExecute()
        if owner.base.record.leftBehind == .end, children == .some, running.values.contains(where: { $0.status != nil })
        {
            try adoptOrphans()
        }
        try endWhatIsToEnd()
        // From here on nothing fails: what is taken would be lost.
        var over = refused
        refused = []
        for (leader, task) in running where isOver(task) {
            running[leader] = nil
            failures.giveBack(task.failure)
            owner.base.note(
                "task \(task.task) has ended: \(task.outcome.rawValue), \(task.status?.words ?? "not known")")
            over.append(OverTask(task: task.task, start: task.start, end: end(of: task)))
        }
        return over.sorted { $0.task < $1.task }
    }

    private func isOver(_ task: RunningTask) -> Bool {
        task.status != nil && (task.orphans.isEmpty || owner.base.record.leftBehind == .leave)
    }

    private enum Children { case none, some }

    private func reap() -> Children {
        while true {
            let (child, usage) = reapChildWithUsage()
            switch child {
            case .noChildren:
                for leader in running.keys { running[leader]?.orphans = [] }
                return .none
            case .noneEnded: return .some
            case .ended(let pid, let status):
                if running[pid] != nil {
                    running[pid]?.status = status
                    running[pid]?.resources.add(usage)
                } else if let leader = running.first(where: { $0.value.orphans.contains(pid) })?.key {
                    running[leader]?.orphans.remove(pid)
                    running[leader]?.resources.add(usage)
                }
            }
        }
    }

    /// Finds out which tasks have left processes behind: children of this process that it has not started.
    ///
    /// Nobody but this process reaps them, so one of which nothing can be read is there all the same.
    private func adoptOrphans() throws {
        let known = running.values.reduce(into: Set(running.keys)) { $0.formUnion($1.orphans) }
        let children = try ownChildren() ?? lookAtProcesses().filter { $0.parent == getpid() }.map(\.identity.pid)
        if children.isEmpty { throw SystemError("read", "/proc", code: EAGAIN) }
        for child in children where !known.contains(child) {
            let process = ProcessStatus(of: child)
            if process?.isZombie == true { continue }
            let task = JobVariables.task(in: environmentOfProcess(child) ?? [])
            let leader =
                running.first { $0.value.task == task }?.key
                ?? process.flatMap { running[$0.session] != nil ? $0.session : nil }
                // It has left its session and dropped its variables: that of a task that has just ended.
                ?? running.first { $0.value.status != nil }?.key
            if let leader {
                running[leader]?.orphans.insert(child)
                running[leader]?.leftBehind += 1
            }
        }
    }

    /// Asks tasks to end that are to be cancelled, and what others have left behind.
    private func endWhatIsToEnd() throws {
        var tree: ProcessTree?
        for (leader, task) in running where !isOver(task) {
            var task = task
            let now = SteadyClock.microseconds
            let request = orders.cancelRequest(of: task.task)
            if task.status == nil, let request {
                if !task.isTimedOut { task.isCancelled = true }
                task.teardown.request(grace: request.graceMilliseconds, now: now)
            } else if task.status != nil {
                task.teardown.request(grace: request?.graceMilliseconds ?? owner.base.record.limits.grace, now: now)
            }
            if task.status == nil, task.timeLimit?.isOver(now: now) == true {
                if !task.isCancelled { task.isTimedOut = true }
                task.teardown.request(grace: owner.base.record.limits.grace, now: now)
            }
            if let signal = task.teardown.signal(now: now) {
                let processes = try tree ?? ProcessTree(try lookAtProcesses())
                tree = processes
                let roots = task.status == nil ? task.orphans.union([leader]) : task.orphans
                let sent = task.signaller.send(signal, to: processes.family(of: roots))
                if !sent.isEmpty { owner.base.note("sends signal \(signal) to \(pids(sent)) of task \(task.task)") }
            }
            running[leader] = task
        }
    }

    private func end(of task: RunningTask) -> TaskSlot.End {
        var end = TaskSlot.End(
            outcome: task.outcome, status: task.status,
            wallMicroseconds: SteadyClock.microseconds - task.startedMicroseconds,
            resources: task.resources, leftBehind: task.leftBehind)
        end.isFollowedByAnother = mayRetry(task.task, end)
        return end
    }

    /// Whether a task that ended so is run again in the next attempt of the array.
    func mayRetry(_ task: Int, _ end: TaskSlot.End) -> Bool {
        guard let rule = owner.base.record.retry, orders.cancelRequest(of: task) == nil else { return false }
        return owner.ledger.retries[task, default: 0] < rule.retries && rule.applies(to: end.outcome, end.status)
    }

    /// Makes durable what tasks have written, then writes how they ended.
    func record(_ over: [OverTask]) throws {
        if over.isEmpty { return }
        var kept: Set<Int> = []
        try owner.base.untilThereIsRoom { () throws(SystemError) in
            kept.formUnion(
                try owner.base.job.keepFiles(
                    of: over.map { ($0.task, $0.start.lane) }, attempt: attempt, owner.base.record.limits.output))
            for task in over {
                try table.write(task.end, of: task.task)
                note(TaskSlot(start: task.start, end: task.end), of: task.task)
            }
        }
        for task in over {
            owner.ledger[task.task] = TaskPhase(task.end.outcome)
            if task.end.isFollowedByAnother { owner.toRetry.append(task.task) }
            if kept.contains(task.task) {
                for stream in TaskStream.allCases {
                    owner.base.job.deleteLane(task.start.lane, stream, attempt: attempt)
                }
            } else {
                lanes.giveBack(task.start.lane)
            }
        }
    }
}
