import Glibc
import SpoolModel
import Supervisor
import SystemCalls

/// The jobs of one `spool run`, from their submission to the last of their outputs.
final class RunSession {
    private let spool: Spool
    private let ids: [JobID]
    private let keepsOrder: Bool
    /// Nil where another one is alive, and after Ctrl-C.
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
        self.keepsOrder = keepsOrder
        waiting = try Waiting(spool, for: ids)
        progress = Progress(total: ids.count)
        supervisor = try Supervisor(
            spool, slots: slots, mode: .untilStopped, only: ids[0]...ids[ids.count - 1], shepherd: try shepherdPath())
        if supervisor == nil, slots != nil {
            complain(
                "spool: a supervisor is alive and starts the jobs; its number of slots holds, not that of --slots.")
        }
    }

    /// Until all jobs have ended, or after a signal all that were running; the exit code of the tool.
    func run(_ signals: borrowing SignalWatch) throws -> Int32 {
        try supervisor?.watch(signals.descriptor)
        try supervisor?.watch(waiting.watch.descriptor)
        try take(try waiting.takeEnds(isFirst: true))
        while !isOver {
            progress.show(ended.values)
            if let supervisor {
                try supervisor.turn()
            } else {
                _ = try waitForInput([signals.descriptor.number, waiting.watch.descriptor.number], milliseconds: nil)
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
        let running = runningJobs()
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
        for stream in [StandardStream.output, .error] {
            if let output = JobOutput(stream, of: job, attempt: summary.attempt) { try output.copyNews() }
        }
        if let reason = summary.result?.reason { complain("spool: job \(id): \(printable(reason))") }
    }

    private func sayWhatIsLeft() {
        let left = ids.filter { ended[$0] == nil }
        if left.isEmpty { return }
        complain("spool: \(Words.count(left.count, "job")) not run; they stay queued. 'spool supervise' runs them.")
    }
}
