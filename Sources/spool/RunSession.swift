import Glibc
import SpoolModel
import Supervisor
import SystemCalls

/// The jobs of one `spool run`, from their submission to the last of their outputs.
final class RunSession {
    private let spool: Spool
    private let ids: [JobID]
    private let keepsOrder: Bool
    private let slots: Int?
    /// Nil while another one is alive, and after Ctrl-C.
    private var supervisor: Supervisor?
    private var waiting: Waiting
    private var ended: [JobID: JobSummary] = [:]
    /// With `--keep-order`, how many jobs have been printed.
    private var printed = 0
    private var progress: Progress
    private var interruption: Int32?

    init(_ spool: Spool, _ ids: [JobID], slots: Int?, keepsOrder: Bool) throws {
        self.spool = spool
        self.ids = ids
        self.slots = slots
        self.keepsOrder = keepsOrder
        waiting = try Waiting(spool, for: ids)
        progress = Progress(total: ids.count)
    }

    /// Until all jobs have ended, or after a signal all that were running; the exit code of the tool.
    func run(_ signals: borrowing SignalWatch) throws -> Int32 {
        try supervise(signals)
        if supervisor == nil { try sayWhoStarts() }
        try take(try waiting.takeEnds(isFirst: true))
        while !isOver {
            progress.show(ended: ended.count, failed: ended.values.count { $0.exitCode != 0 })
            if let supervisor {
                try supervisor.turn()
            } else {
                try waitBesideOther(signals)
            }
            while let signal = signals.next() { try interrupt(signal) }
            try take(try waiting.takeEnds(isFirst: false))
        }
        progress.clear()
        if let interruption {
            try showRest()
            sayWhatIsLeft()
            return 128 + interruption
        }
        return ids.lazy.compactMap { self.ended[$0]?.exitCode }.first { $0 != 0 } ?? 0
    }

    /// Becomes the supervisor of these jobs where nobody supervises.
    private func supervise(_ signals: borrowing SignalWatch) throws {
        supervisor = try Supervisor(
            spool, slots: slots, mode: .untilStopped, only: ids[0]...ids[ids.count - 1], shepherd: try shepherdPath())
        try supervisor?.watch(signals.descriptor)
        try supervisor?.watch(waiting.watch.descriptor)
    }

    /// Waits for news while somebody else supervises, and takes over where nobody does any more.
    private func waitBesideOther(_ signals: borrowing SignalWatch) throws {
        let news = [signals.descriptor.number, waiting.watch.descriptor.number]
        switch try holder() {
        case .some(let holder):
            let hasEnded = try waitForInput(news + [holder.descriptor.number], milliseconds: nil)[2]
            if !hasEnded { return }
        case nil:
            // It is just starting or ending, or runs where its number is another one.
            _ = try waitForInput(news, milliseconds: 200)
        }
        if interruption == nil { try supervise(signals) }
    }

    /// Whoever supervises; nil where that is not known.
    private func holder() throws -> ProcessHandle? {
        guard case .alive(let record?, _) = try spool.supervisorState() else { return nil }
        return ProcessHandle(watching: record.pid)
    }

    private func sayWhoStarts() throws {
        guard case .alive(let record?, _) = try spool.supervisorState() else { return }
        if record.range != nil {
            complain("spool: another 'spool run' (pid \(record.pid)) is at work; these jobs start when it has ended.")
        } else if slots != nil {
            complain(
                "spool: a supervisor is alive and starts the jobs; its number of slots holds, not that of --slots.")
        }
        if OwnProcess.variable("SPOOL_JOB_ID") != nil {
            complain("spool: this is itself a job, and holds a slot while it waits for others.")
        }
    }

    private var isOver: Bool {
        waiting.isOver || interruption != nil && runningJobs().isEmpty
    }

    private func runningJobs() -> [JobID] {
        ids.filter { ended[$0] == nil && (try? spool.state(of: $0)) == .running }
    }

    /// The first signal asks the running jobs to end, a further one ends them.
    private func interrupt(_ signal: Int32) throws {
        let grace: Int64 = interruption == nil ? 10_000 : 0
        interruption = interruption ?? signal
        supervisor = nil
        let rest = ids.filter { ended[$0] == nil }
        let places = try spool.hold(rest)
        let running = rest.filter { places[$0] == .running }
        progress.clear()
        if grace > 0, !running.isEmpty {
            complain("spool: cancelling \(Words.count(running.count, "running job")); another Ctrl-C kills.")
        }
        for id in running {
            _ = try spool.cancel(id, CancelRecord(atMilliseconds: WallClock.milliseconds, graceMilliseconds: grace))
        }
    }

    private func take(_ ends: [Waiting.End]) throws {
        for end in ends {
            ended[end.id] = end.summary
            if !keepsOrder { try show(end.id) }
        }
        while keepsOrder, printed < ids.count, ended[ids[printed]] != nil {
            try show(ids[printed])
            printed += 1
        }
    }

    /// Prints those that were waiting for an earlier one, which is not going to run.
    private func showRest() throws {
        if !keepsOrder { return }
        for id in ids.dropFirst(printed) where ended[id] != nil { try show(id) }
    }

    /// Prints what a job has written, whole.
    private func show(_ id: JobID) throws {
        guard let summary = ended[id] else { return }
        let job = try spool.job(id)
        progress.clear()
        let elsewhere = [summary.record?.output, summary.record?.error]
        for (stream, file) in zip([StandardStream.output, .error], elsewhere) where file == nil {
            if let output = JobOutput(stream, of: job, attempt: summary.attempt) { try output.copyNews() }
        }
        if let reason = summary.result?.reason { complain("spool: job \(id): \(printable(reason))") }
    }

    private func sayWhatIsLeft() {
        let left = ids.filter { ended[$0] == nil }
        if left.isEmpty { return }
        let count = Words.count(left.count, "job") + " not run"
        complain("spool: \(count); they are held. 'spool release \(Words.ids(left))' lets them start.")
    }
}
