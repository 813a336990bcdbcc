import Glibc
import SpoolModel
import SystemCalls

/// What the victim itself said: it must be true, and be said where something failed.
extension Inspection {
    private var isError: Bool { if case .error? = point?.fault { true } else { false } }

    /// Ended by its own hand or by ours, within the time, and with a message where it failed.
    mutating func judgeVictim(log: String) {
        for signal in ["ILL", "TRAP", "ABRT", "SEGV", "BUS"] where log.contains("killed by SIG\(signal)") {
            violated("it crashed: SIG\(signal)")
        }
        if let fault = point?.fault, case .error(_, let isLasting) = fault {
            if victim.status == nil, !isLasting { violated("it did not end within 10 s") }
        } else if victim.status == nil {
            violated("it did not end within 10 s")
        }
        if case .signaled(let signal)? = victim.status, signal != SIGKILL {
            violated("it was ended by signal \(signal)")
        }
        if case .exited(let code)? = victim.status, code != 0, !isMute, scenario.victim != .messenger {
            let message = victim.error
            if !message.hasPrefix("spool: ") || !(message.contains("cannot ") || message.contains("\(bench.spool)")) {
                violated("it ended with \(code) and said: '\(printable(message))'")
            }
        }
        if isSilentlyUnsafe { violated("it said that all is well, and a sync had failed") }
    }

    /// Whether a failed sync was passed over by a program whose success means that something is on the disk.
    private var isSilentlyUnsafe: Bool {
        guard let point, case .error(let error, _) = point.fault, error != .EINTR, victim.isSuccess else {
            return false
        }
        let syncs = ["fsync", "fdatasync", "syncfs"]
        return syncs.contains(point.call) && [.submit, .cancel].contains(scenario.victim)
    }

    private var speaksOfJobs: Bool {
        isMute || ["Queued all the same", "except perhaps "].contains(where: victim.error.contains)
    }

    /// Whether the program could not even write a message.
    private var isMute: Bool {
        if case .error(_, isLasting: true)? = point?.fault { point?.call == "write" } else { false }
    }

    /// Where a submit says that it failed, there is no job that it does not speak of; where it says nothing, every job is there.
    mutating func judgeAcknowledgement(of found: [FoundJob]) {
        let new = Set(scenario.jobs.filter { !$0.value.isSubmitted }.keys)
        let present = new.intersection(found.map(\.id))
        if victim.isSuccess, present != new {
            violated("it ended with 0, and of \(new.count) jobs \(present.count) are there")
        }
        if isError, case .exited(let code)? = victim.status, code != 0, !present.isEmpty,
            !speaksOfJobs
        {
            violated("it said '\(printable(victim.error))', and \(present.count) jobs are there")
        }
    }

    /// What `cancel` and `prune` said, against what became of the jobs.
    mutating func judgeEnd(_ found: [FoundJob]) {
        switch scenario.victim {
        case .cancel:
            let isCancelled = found.first { $0.id == 1 }?.state == .finished(.cancelled)
            if victim.isSuccess, !isCancelled {
                violated("the cancellation was acknowledged, and the job ran to its end")
            }
            if victim.error.contains("is not cancelled"), isCancelled {
                violated("it said that the job is not cancelled, and it is")
            }
        case .prune:
            let left = found.filter { scenario.jobs[$0.id]?.mayBeGone == true }
            if victim.isSuccess, !isError, !left.isEmpty {
                violated("prune ended with 0, and \(left.count) jobs are left")
            }
        default: break
        }
    }
}
