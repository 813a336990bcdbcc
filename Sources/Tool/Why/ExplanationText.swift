import Glibc
import SpoolModel
import SystemCalls

/// What a person is told of an explanation.
struct ExplanationText: Hashable, Sendable {
    /// One word for programs; it stays the same when the sentences change.
    let code: String
    /// One sentence.
    let sentence: String
    /// What to do or to look at; nil where there is nothing.
    let advice: String?

    init(_ code: String, _ sentence: String, _ advice: String? = nil) {
        self.code = code
        self.sentence = sentence
        self.advice = advice
    }
}

extension Explanation {
    func text(of id: JobID) -> ExplanationText {
        switch self {
        case .waits(let reason): reason.text(of: id)
        case .runs(let reason): reason.text(of: id)
        case .ended(let reason): reason.text(of: id.description)
        }
    }

    /// For all states.
    fileprivate static func damaged(_ problem: String) -> ExplanationText {
        let sentence = printable(problem)
        return ExplanationText(
            "damaged", sentence.prefix(1).uppercased() + sentence.dropFirst() + (sentence.hasSuffix(".") ? "" : "."),
            "'spool check' tells what is wrong with each file.")
    }
}

extension WaitReason {
    fileprivate func text(of id: JobID) -> ExplanationText {
        switch self {
        case .damaged(let problem): return Explanation.damaged(problem)
        case .held:
            return ExplanationText(
                "held", "It is held, so it does not start before it is released.", "'spool release \(id)' releases it.")
        case .cancelRequested:
            return ExplanationText("cancel-requested", "It is being cancelled, and does not start any more.")
        case .noSupervisor:
            return ExplanationText(
                "no-supervisor", "No supervisor is alive, so nothing starts.",
                "'spool supervise' starts one, 'spool cron install' keeps one; 'spool doctor' tells what is in the way."
            )
        case .supervisorStarts:
            return ExplanationText("supervisor-starts", "A supervisor is just starting, and has not looked at it yet.")
        case .otherRun(let pid, let range):
            return ExplanationText(
                "other-run",
                "'spool run' (pid \(pid)) starts only its own jobs, \(range.lowerBound) to \(range.upperBound).",
                "Start 'spool supervise' when it has ended; 'spool cron install' does that by itself.")
        case .delayed(let next, let status, let remaining):
            let end = status.map { "ended with \(Words.status($0))" } ?? "took too long"
            let time = remaining.map { "in \(Words.duration(milliseconds: $0))" } ?? "soon"
            return ExplanationText(
                "delayed", "Its last attempt \(end); attempt \(next) follows \(time).",
                "'spool hold \(id)' and 'spool release \(id)' start it at once.")
        case .deferred(let reason):
            return ExplanationText(
                "deferred", "The machine refused to start it: \(printable(reason)).",
                "It is tried again by itself; 'spool doctor' tells of limits and room.")
        case .supervisorProblem(let pid, let problem):
            return ExplanationText(
                "supervisor-problem", "The supervisor (pid \(pid)) cannot start jobs: \(printable(problem)).",
                "It tries again by itself; 'spool doctor' tells more.")
        case .paused(let group):
            return ExplanationText(
                "paused",
                group.map { "The group \($0) is paused, so nothing of it starts." }
                    ?? "The spool is paused, so nothing starts.",
                "'spool resume\(group.map { " \($0)" } ?? "")' ends the pause.")
        case .time(let time):
            return ExplanationText("time", "It does not start before \(Words.time(milliseconds: time)).")
        case .dependencies(let pending):
            let noun = pending.contains { $0.tasks == nil } ? "job" : "task"
            let jobs = Words.list(pending.map(\.subject), noun: noun)
            return ExplanationText(
                "dependency", "It starts after \(jobs), which \(pending.count == 1 ? "has" : "have") not ended.",
                "'spool why \(pending[0].job)' tells what that one waits for.")
        case .unmet(let dependency, let outcome):
            let complaint = dependency.complaint(outcome)
            return ExplanationText(
                "unmet", complaint.prefix(1).uppercased() + complaint.dropFirst() + ".",
                outcome == nil
                    ? "'spool cancel \(id)' gives it up."
                    : "'spool retry \(dependency.subject)' runs that one again, 'spool cancel \(id)' gives this one up."
            )
        case .machine(let shortage):
            return ExplanationText("machine", "The machine is too busy for it: \(shortage).")
        case .unset(let resource):
            return ExplanationText(
                "unset", "It needs the \(resource), which nobody has set.",
                "'spool help \(resource.description.prefix { $0 != " " })' tells how.")
        case .tooLittle(.slots, let needs, let slots):
            return ExplanationText(
                "too-many-slots", "It occupies \(needs) slots, and the supervisor has \(Words.count(slots, "slot")).",
                "Give it more: 'spool supervise --slots \(needs)', or 'slots=\(needs)' in the spool's file 'config'.")
        case .tooLittle(let resource, let needs, let capacity):
            return ExplanationText(
                "too-little", "It needs \(needs) of the \(resource), which has \(capacity).",
                "'spool help \(resource.description.prefix { $0 != " " })' tells how to set it.")
        case .shortage(.slots, let needs, let free, let slots, let taken, let ahead):
            let queue = ahead > 0 ? ", and it has \(Words.count(ahead, "queued job")) before it" : ""
            let look = "'spool status running' shows what they do."
            if free <= 0 {
                let holders = slots == 1 ? "The one slot is taken by" : "All \(slots) slots are taken by"
                return ExplanationText("slots", "\(holders) \(Words.list(taken))\(queue).", look)
            }
            return ExplanationText(
                "slots-missing",
                "It occupies \(needs) slots, and of all \(slots) too few are left beside \(Words.list(taken))\(queue).",
                look)
        case .shortage(let resource, let needs, let free, _, let holders, _):
            let beside =
                holders.isEmpty ? "" : ": \(Words.list(holders)) \(holders.count == 1 ? "has" : "have") the others"
            let words =
                if case .lock = resource { "The \(resource) is held by \(Words.list(holders))." } else {
                    "It needs \(needs) of the \(resource), of which \(max(0, free)) \(free == 1 ? "is" : "are") free\(beside)."
                }
            return ExplanationText("shortage", words, "'spool status running' shows what they do.")
        case .turn(let ahead):
            return ExplanationText(
                "turn", "A slot is free for the first of the \(Words.count(ahead, "queued job")) before it.",
                "If nothing starts: 'spool ping'.")
        case .next:
            return ExplanationText(
                "next", "Nothing keeps it: a slot is free, and it is next.", "If it does not start: 'spool ping'.")
        }
    }
}

extension RunReason {
    fileprivate func text(of id: JobID) -> ExplanationText {
        switch self {
        case .damaged(let problem): return Explanation.damaged(problem)
        case .isStarting: return ExplanationText("starting", "It is just being started, or has just ended.")
        case .atWork(let command, let since, let limit, let isArray):
            let process = command.map { " (process \($0))" } ?? ""
            let most = limit.map { ", and may take \(Words.duration(milliseconds: $0))" } ?? ""
            return ExplanationText(
                "at-work", "It runs since \(Words.time(milliseconds: since))\(process)\(most).",
                "'spool \(isArray ? "results" : "log") -f \(id)' looks on.")
        case .isCancelled:
            return ExplanationText(
                "being-cancelled", "It was asked to end, and has not ended yet.",
                "'spool cancel --grace 0 \(id)' ends it at once.")
        case .shepherdGone(isSupervised: true):
            return ExplanationText(
                "shepherd-gone", "Its shepherd was ended; the supervisor has another one settle what is left.",
                "If it stays so: 'spool ping'.")
        case .shepherdGone(isSupervised: false):
            return ExplanationText(
                "shepherd-gone",
                "Its shepherd was ended, and no supervisor is alive to have another one settle what is left.",
                "'spool supervise' starts one.")
        }
    }
}

extension EndReason {
    /// - Parameter id: of the job, or of the task.
    func text(of id: String) -> ExplanationText {
        let look = "'spool log --stderr \(id)' shows what it complained of."
        switch self {
        case .damaged(let problem): return Explanation.damaged(problem)
        case .succeeded:
            return ExplanationText("succeeded", "Its command ended with 0.", "'spool log \(id)' shows its output.")
        case .tasks(let counts):
            let hasFailed = counts[.failed] + counts[.timedOut] + counts[.lost] > 0
            return ExplanationText(
                "tasks", "Not all of its tasks succeeded: \(Words.tasks(counts)).",
                "'spool results \(id)' tells how each of them ended, "
                    + (hasFailed
                        ? "'spool retry --failed \(id)' runs those again that failed."
                        : "'spool retry \(id)' runs all of them again.")
            )
        case .exited(let code, let cause):
            let meaning = Self.meaning(code).map { ", by which \($0)" } ?? ""
            return ExplanationText("exit-code", "Its command ended with \(code)\(meaning)\(Self.colon(cause)).", look)
        case .signaled(let signal, let peakMemory, let cause):
            let memory = peakMemory.map { "; its largest process had \(Words.size(bytes: $0)) of memory" } ?? ""
            return ExplanationText(
                "signal", "Its command was ended by \(Words.signalName(signal))\(Self.colon(cause))\(memory).",
                Self.advice(signal).map { "\($0) \(look)" } ?? look)
        case .notExecuted(let code, let reason):
            return ExplanationText(
                "not-executed", "Its command could not be started: \(printable(reason)) (exit code \(code)).",
                "'spool show \(id)' shows the command, its directory and its files.")
        case .timedOut(let limit):
            let time = limit.map { " of \(Words.duration(milliseconds: $0))" } ?? ""
            return ExplanationText("timed-out", "It was ended because its time\(time) was up.", look)
        case .cancelled: return ExplanationText("cancelled", "It was cancelled while it ran.", look)
        case .cancelledBecause(let reason):
            return ExplanationText(
                "cancelled-because", "It was cancelled: \(printable(reason)).",
                "'spool retry \(id)' puts it into the queue again."
            )
        case .cancelledBeforeStart:
            return ExplanationText("cancelled-before-start", "It was cancelled before it was started.")
        case .cancelledBetweenAttempts:
            return ExplanationText("cancelled-between-attempts", "It was cancelled before it was run again.")
        case .lost(let reason, let attempts, let onLoss): return Self.lost(reason, attempts, onLoss, look)
        }
    }

    private static func lost(_ reason: String?, _ attempts: Int, _ onLoss: OnLoss, _ look: String) -> ExplanationText {
        let cause = reason.map { printable($0) } ?? "how it ended is not known"
        switch onLoss {
        case .report:
            return ExplanationText(
                "lost", "It was lost: \(cause).",
                "With 'spool submit --on-loss requeue' it would have been run again. \(look)")
        case .requeue:
            return ExplanationText(
                "lost", "It was lost in each of \(Words.count(attempts, "attempt")): \(cause).",
                "It may be itself what ends its shepherd or the machine. \(look)")
        }
    }

    private static func colon(_ cause: String?) -> String { cause.map { ": " + printable($0) } ?? "" }

    /// What an exit code stands for by custom: `sh(1)`, *Exit Status*; `timeout(1)`.
    private static func meaning(_ code: Int32) -> String? {
        switch code {
        case 124: "'timeout' tells that the time was over"
        case 125: "spool, or 'timeout', tells that it could not start a command"
        case 126: "a shell tells that it found a command, and could not execute it"
        case 127: "a shell tells that it did not find a command"
        case 129...192: "a shell tells that a command was ended by \(Words.signalName(code - 128))"
        default: nil
        }
    }

    private static func advice(_ signal: Int32) -> String? {
        switch signal {
        case SIGKILL: "Where nobody sent it, memory was short: 'journalctl -k' or 'dmesg' tells."
        case SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS: "That is a fault of the program itself."
        case SIGXCPU: "'--cpu-time' or 'ulimit -t' is the limit."
        case SIGXFSZ: "'--file-size' or 'ulimit -f' is the limit."
        default: nil
        }
    }
}
