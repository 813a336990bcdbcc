import Glibc
import SpoolModel
import Supervisor
import SystemCalls

/// The job or array of one `spool run`, from its submission to the last output.
final class RunSession {
    private let spool: Spool
    private let id: JobID
    private let keepsOrder: Bool
    private let slots: Int?
    private let starter: any ProcessStarter
    /// Nil while another one is alive, and after Ctrl-C.
    private var supervisor: Supervisor?
    private let source: any RunSource
    /// With `--keep-order`, those that wait for an earlier one to be printed.
    private var kept: [Int: RunEnd] = [:]
    private var nextToPrint: Int
    private var ended = 0
    private var failed = 0
    /// The first one, in the order of submission, that did not succeed.
    private var firstFailure: RunEnd?
    private var progress: Progress
    private var news = ProblemNews()
    private var interruption: Int32?

    init(
        _ spool: Spool, _ id: JobID, slots: Int?, keepsOrder: Bool, starter: any ProcessStarter
    ) throws {
        self.spool = spool
        self.id = id
        self.slots = slots
        self.keepsOrder = keepsOrder
        self.starter = starter
        let array = try spool.job(id).record().array
        source = try array.map { try RunArray(spool, id, $0) } ?? RunJob(spool, id)
        nextToPrint = source.numbers.lowerBound
        progress = Progress(total: source.numbers.count, noun: source.noun)
    }

    /// Supervises, where nobody else does.
    func begin(_ signals: borrowing SignalWatch) throws {
        try supervise(signals)
        if supervisor == nil { try sayWhoStarts() }
    }

    /// Until all has ended, or after a signal all that was running; the exit code of the tool.
    func run(_ signals: borrowing SignalWatch) throws -> Int32 {
        try take(try source.takeEnds())
        while !isOver {
            progress.show(ended: ended, failed: failed)
            if let supervisor {
                try supervisor.turn()
                if let line = news.line(for: supervisor.problem) {
                    progress.clear()
                    StandardStream.error.offer(line)
                }
            } else {
                try waitBesideOther(signals)
            }
            while let signal = signals.next() { try interrupt(signal) }
            try take(try source.takeEnds())
            if interruption != nil { try source.cancelRest() }
        }
        progress.clear()
        if let interruption {
            // Between the last look and the end of the attempt more may have ended.
            try take(try source.takeEnds())
            for end in kept.values.sorted(by: { $0.number < $1.number }) { try show(end) }
            sayWhatIsLeft()
            return 128 + interruption
        }
        return firstFailure?.exitCode ?? 0
    }

    /// Becomes the supervisor of this job where nobody supervises.
    private func supervise(_ signals: borrowing SignalWatch) throws {
        supervisor = try Supervisor(
            spool, slots: slots, mode: .untilStopped, only: id...id, starter: starter, shepherd: try shepherdPath())
        try supervisor?.watch(signals.descriptor)
        try supervisor.map(source.endWaits)
    }

    /// Waits for news while somebody else supervises, and takes over where nobody does any more.
    private func waitBesideOther(_ signals: borrowing SignalWatch) throws {
        let news = [signals.descriptor.number, source.watchNumber]
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
            complain("spool: another 'spool run' (pid \(record.pid)) is at work; job \(id) starts when it has ended.")
        } else if slots != nil {
            complain(
                "spool: a supervisor is alive and starts the jobs; its number of slots holds, not that of --slots.")
        }
        if OwnProcess.variable("SPOOL_JOB_ID") != nil {
            complain("spool: this is itself a job, and holds a slot while it waits for others.")
        }
    }

    private var isOver: Bool {
        source.isOver || interruption != nil && (try? spool.state(of: id)) != .running
    }

    /// The first signal asks what runs to end, a further one ends it.
    private func interrupt(_ signal: Int32) throws {
        let grace: Int64 = interruption == nil ? 10_000 : 0
        interruption = interruption ?? signal
        supervisor = nil
        progress.clear()
        let running = try source.interrupt(grace: grace)
        if grace > 0, running > 0 {
            complain("spool: cancelling \(Words.count(running, "running \(source.noun)")); another Ctrl-C kills.")
        }
    }

    private func take(_ ends: [RunEnd]) throws {
        for end in ends {
            ended += 1
            if end.exitCode != 0 {
                failed += 1
                if end.number < firstFailure?.number ?? .max { firstFailure = end }
            }
            if keepsOrder { kept[end.number] = end } else { try show(end) }
        }
        while let end = kept.removeValue(forKey: nextToPrint) {
            try show(end)
            nextToPrint += 1
        }
    }

    /// Prints what was written, whole.
    private func show(_ end: RunEnd) throws {
        progress.clear()
        if let isAmidLine = try source.copyOutput(of: end) { progress.isBehindOutput = isAmidLine }
        if let reason = end.reason { complain("spool: job \(id): \(printable(reason))") }
    }

    private func sayWhatIsLeft() {
        let left = source.numbers.count - ended
        if left == 0 { return }
        complain(
            "spool: \(Words.count(left, source.noun)) not run; held. 'spool release \(id)' lets \(left == 1 ? "it" : "them") start."
        )
    }
}
