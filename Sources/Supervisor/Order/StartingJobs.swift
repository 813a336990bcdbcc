import Glibc
import SpoolModel
import SystemCalls

/// Which of the jobs that are to be started are, in what order.
extension Supervisor {
    /// Claims jobs and starts their shepherds, and has arrays start tasks, for as long as there is room for one.
    func startJobs() throws(SpoolError) {
        hearArrays()
        defer { publishGrants() }
        isMachineAwaited = false
        isNothingStartable = settings.isPaused
        if settings.isPaused || freeSlots <= 0 && !hasArrays { return }
        var look = MachineLook(isOpen: SteadyClock.microseconds >= machineGate)
        while !startPause.isWaiting(now: SteadyClock.microseconds) {
            switch scheduler.decide(try candidates(&look), room, patience: patience) {
            case .start(let candidate) where candidate.state == .running:
                shares[candidate.rank.id]?.grant?.raise(by: 1)
            case .start(let candidate):
                try start(candidate)
                if !candidate.kind.machine.isEmpty { look = MachineLook(isOpen: false) }
            case .wait(let lacks):
                cutArrays(for: lacks)
                if trialEnd == nil { endStartPause() }
                isNothingStartable = true
                return
            }
        }
    }

    /// How many jobs may pass one that does not fit. A supervisor that makes one turn alone keeps no account of it from one to the next.
    private var patience: Int { mode == .once ? 0 : record.slots }

    /// The first of the jobs of each kind that nothing but want of room keeps from starting.
    private func candidates(_ look: inout MachineLook) throws(SpoolError) -> [Candidate] {
        var candidates = arrayCandidates
        if let id = try queue.peek(in: spool) {
            candidates.append(Candidate(rank: Rank(id: id), kind: .init(), state: .queued))
        }
        for candidate in waiting.candidates() {
            let condition = candidate.kind.machine
            if !condition.isEmpty, room.shortages(of: candidate.kind.needs).isEmpty, !look.meets(condition) {
                isMachineAwaited = true
                if look.isOpen { machineGate = SteadyClock.microseconds + Self.machinePause }
                continue
            }
            candidates.append(candidate)
        }
        return candidates.filter { !settings.isPaused($0.kind.needs.group) }
    }

    /// Microseconds from one look at the machine to the next: its load follows what was started only slowly.
    private static let machinePause: Int64 = 2_000_000

    private func start(_ candidate: Candidate) throws(SpoolError) {
        let id = candidate.rank.id
        if candidate.state == .queued { queue.removeNext() }
        do throws(SpoolError) {
            switch try spool.claim(id, from: candidate.state) {
            case .claimed(let claimed):
                if candidate.state == .waiting {
                    waiting.remove(candidate)
                    if !candidate.kind.machine.isEmpty { machineGate = SteadyClock.microseconds + Self.machinePause }
                }
                start(claimed.job, claimed.record, from: candidate.state)
            case .locked:
                passOver(busy: candidate)
                pauseForJob()
            case .gone: passOver(busy: candidate)
            }
        } catch {
            if error.isRefusal {
                passOver(refused: candidate)
            } else {
                passOver(busy: candidate)
                // The others would fare no better, but where it is its own directory that cannot be read.
                if case .system(let cause, _, _) = error, cause.code != EIO {
                    lookAgain()
                    throw error
                }
            }
            complain(ofJob: error)
        }
    }

    /// Says what keeps a job from being started. What is not for the user to mend may be over soon, and nobody tells of that.
    func complain(ofJob error: SpoolError) {
        setProblem(error.description)
        if error.isForUser { return }
        jobProblem = error.description
        pauseForJob()
    }

    /// Passes a job over until something happens.
    private func passOver(busy candidate: Candidate) {
        if candidate.state == .queued {
            queue.passOver(busy: candidate.rank.id)
        } else {
            waiting.passOver(busy: candidate)
        }
    }

    /// Passes a job over for good.
    private func passOver(refused candidate: Candidate) {
        if candidate.state == .queued {
            queue.passOver(refused: candidate.rank.id)
        } else {
            waiting.passOver(refused: candidate)
        }
    }

    /// Has a job be looked at again of which somebody holds the lock, or that cannot be read, after a pause that grows.
    ///
    /// A submitter gives a sign when it is ready. None comes from a shepherd of an earlier supervisor that has put its job back and is just
    /// ending, nor from whoever is killed.
    private func pauseForJob() {
        let now = SteadyClock.microseconds
        if jobPause.isWaiting(now: now) { return }
        if jobPause.hasFailed { jobPause.fail(now: now) } else { jobPause.lookAgainSoon(now: now) }
    }
}

/// What one turn sees of how busy the machine is: the same for all jobs that mind it.
private struct MachineLook {
    /// False where it was looked at, or something was started that is to show in it, too short a time ago.
    let isOpen: Bool
    private lazy var load = MachineLoad.current

    init(isOpen: Bool) { self.isOpen = isOpen }

    mutating func meets(_ condition: MachineCondition) -> Bool { isOpen && condition.holds(load) }
}
