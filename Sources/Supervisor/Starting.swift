import Glibc
import SpoolModel
import SystemCalls

/// What follows from an event: jobs are started, or their shepherds' ends are taken in.
extension Supervisor {
    /// Starts a new shepherd for each job that has lost its own, and finds the shepherds that an earlier supervisor started.
    func takeOverAbandoned() throws(SpoolError) {
        for id in abandoned.keys.sorted() where abandoned[id]?.isWaiting(now: SteadyClock.microseconds) == false {
            guard let job = try spool.takeAbandoned(id) else {
                adopt(id)
                continue
            }
            let record: JobRecord
            do throws(SpoolError) { record = try job.record() } catch {
                // Whatever it is, nobody can start it or end it: it stays as it is, and takes no slot.
                if error.isRefusal {
                    abandoned[id] = nil
                    shares[id] = nil
                } else {
                    abandoned[id]?.fail(now: SteadyClock.microseconds)
                }
                setProblem(error.description)
                continue
            }
            shares[id]?.grant = nil
            // Those that nobody looks after take no slots from each other: some of them must come first.
            let available = freeSlots + abandonedSlots
            if available < min(record.order.needs.slots, self.record.slots)
                || startPause.isWaiting(now: SteadyClock.microseconds)
            {
                return
            }
            start(job, record, from: nil)
        }
    }

    /// Watches the shepherd of a running job that an earlier supervisor started.
    ///
    /// In the moment in which it has not written its pid yet there is nothing to watch; then it is looked for again.
    private func adopt(_ id: JobID) {
        let found: FileDescriptor?
        do throws(SpoolError) { found = try spool.open(id, in: .running) } catch {
            abandoned[id, default: Backoff()].fail(now: SteadyClock.microseconds)
            return
        }
        guard let descriptor = found else {
            abandoned[id] = nil
            shares[id] = nil
            return
        }
        let job = JobDirectory(id: id, state: .running, descriptor: descriptor)
        learnShare(of: job)
        let attempt = (try? job.history().lastStarted) ?? 0
        if attempt > 0, let pid = job.pid(attempt: attempt), let handle = ProcessHandle(pid.shepherd) {
            watch(id, Shepherd(handle: handle, attemptsBefore: nil))
        } else {
            lookAgainSoon(for: id)
        }
    }

    /// Starts the shepherd of a job that was claimed.
    ///
    /// - Parameter state: where it lay; nil for one that another shepherd left behind.
    func start(_ job: borrowing JobDirectory, _ record: JobRecord, from state: JobState?) {
        let id = job.id
        job.trace(record, .supervisor, state == nil ? "finds the job without a shepherd" : "has claimed the job")
        do throws(Refusal) {
            do throws(SystemError) { try share(job, record) } catch {
                throw Refusal(reason: error.description)
            }
            guard let shepherd = try launcher.launch(job, record, isAbandoned: state == nil) else {
                collect(id)
                // There is no event that would tell of it, nor of what may start now that the job has ended.
                lookAgainSoon(for: id)
                return
            }
            job.trace(record, .supervisor, "has started a shepherd; \(shepherds.count + 1) are at work")
            if record.isTraced { traced.insert(id) }
            watch(id, shepherd)
            delays.forget(id)
            if startPause.hasFailed { trialEnd = trialEnd ?? SteadyClock.microseconds + Self.trial }
        } catch {
            job.trace(record, .supervisor, "cannot start a shepherd: \(error.reason)")
            pauseStarting(because: error.reason)
            guard let state else { return }
            do throws(SpoolError) {
                try spool.unclaim(id, to: state)
                shares[id] = nil
            } catch {
                abandoned[id] = startPause
            }
            lookAgain()
        }
    }

    private func watch(_ id: JobID, _ shepherd: Shepherd) {
        do throws(SystemError) {
            try events.add(shepherd.handle.descriptor, key: id.number)
            shepherds[id] = shepherd
            abandoned[id] = nil
        } catch {
            lookAgainSoon(for: id)
        }
    }

    /// Takes in that the shepherd of a job has ended: the job has moved on, or needs another shepherd.
    func collect(_ id: JobID) {
        let before = shepherds.removeValue(forKey: id)?.attemptsBefore
        if traced.remove(id) != nil, let job = try? spool.job(id), let record = try? job.record() {
            job.trace(record, .supervisor, "sees that the shepherd has ended, and the job is \(job.state.word)")
        }
        if mayLie(id, in: .running) {
            // The first further shepherd comes at once, those after it less and less often.
            abandoned[id] = failures[id] ?? Backoff()
            failures[id, default: Backoff()].fail(now: SteadyClock.microseconds)
            return
        }
        failures[id] = nil
        shares[id] = nil
        for state in [JobState.delayed, .held, .queued, .waiting] where mayLie(id, in: state) {
            // Its shepherd tells of a delay, and looks for a cancel behind its move, unless it was killed before.
            if state == .delayed, !noteDelays(inShards: ["\(id.shard)"]) { readAgainSoon() }
            if state == .queued || state == .waiting { lookAgain() }
            guard let descriptor = (try? spool.open(id, in: state)) ?? nil else { continue }
            let job = JobDirectory(id: id, state: state, descriptor: descriptor)
            if state == .delayed || state == .held {
                if let request = (try? job.cancelRequest()) ?? nil { _ = try? spool.cancel(id, request) }
            } else if let deferral = job.deferral() {
                pauseStarting(because: deferral.reason)
            } else if let before, (try? job.history().lastStarted) == before {
                pauseStarting(because: "a job was put off, and there was no room to say why")
            }
        }
    }

    /// Looks for the shepherd of a job again in a moment, where there is none to watch.
    private func lookAgainSoon(for id: JobID) {
        abandoned[id, default: Backoff()].lookAgainSoon(now: SteadyClock.microseconds)
    }

    /// Something may have come back to those that are to be started.
    func lookAgain() {
        queue.lookAgain()
        waiting.lookAgain()
    }

    /// Whether a job lies there, or that cannot be said.
    private func mayLie(_ id: JobID, in state: JobState) -> Bool {
        do throws(SpoolError) { return try spool.open(id, in: state) != nil } catch { return true }
    }

    /// What failed has worked, or is not there any more.
    func endStartPause() {
        trialEnd = nil
        if !startPause.hasFailed { return }
        startPause = Backoff()
        setProblem(nil)
    }

    /// Microseconds after which a shepherd would have put its job off, where it must.
    private static let trial: Int64 = 1_000_000

    func pauseStarting(because reason: String) {
        trialEnd = nil
        startPause.fail(now: SteadyClock.microseconds)
        setProblem(reason)
    }
}
