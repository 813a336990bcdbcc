import CommandLineSyntax
import Glibc
import SpoolModel
import Supervisor
import SystemCalls

/// `spool supervise`: start queued jobs.
struct SuperviseCommand: SupervisingCommand {
    var slots: Int?
    var mode = Supervisor.Mode.untilStopped

    static let syntax = CommandSyntax<SuperviseCommand>(
        name: "supervise", summary: "Start queued jobs, a set number at a time.",
        discussion: """
            Runs until it is stopped. Where another supervisor is alive it leaves at once, quietly and with 0, so cron may \
            start one every minute: see 'spool help cron'. Jobs outlive their supervisor; the next one takes them over.

            What keeps jobs from starting, such as a full disk, is told on standard error and by 'spool status'; they wait.

            The number of slots is the number of processors, or what the line slots=N in the spool's file 'config' says.
            """,
        defaults: SuperviseCommand(),
        options: [
            .option("slots", value: "N", as: .slots, help: "Run at most N jobs at once.") { $0.slots = $1 },
            .flag("drain", help: "End when nothing is left to do.") { $0.mode = .drain },
            .flag(
                "once", help: "Take in what has ended, start what fits, and end; the jobs go on."
            ) { $0.mode = .once },
        ],
        exclusive: [["drain", "once"]],
        examples: [
            Example("spool supervise --slots 4 --drain", "Run everything that is queued, four jobs at a time.")
        ])

    func run(_ globals: Globals, _ starter: any ProcessStarter) throws -> Int32 {
        // It would hold on to them for ever, and `Process` closes every number up to the highest one in each child.
        closeInheritedDescriptors()
        let spool = try globals.openOrCreateSpool()
        expectChildren()
        let signals = try SignalWatch([SIGTERM] + [SIGINT, SIGHUP].filter { !isIgnored($0) })
        guard
            let supervisor = try Supervisor(
                spool, slots: slots, mode: mode, starter: starter, shepherd: try shepherdPath())
        else {
            // The one that is there looks around once more, in case it was told nothing of a change.
            spool.wakeSupervisor()
            // Whoever was telling of ends may have been killed, and nobody else would see it before the next end.
            if try !spool.untold().isEmpty { try? spool.startMessenger(try shepherdPath()) }
            if case .alive(let record?, _) = try spool.supervisorState(), record.range != nil {
                complain(
                    "spool: 'spool run' (pid \(record.pid)) holds the spool for its own jobs; start the supervisor when it has ended."
                )
            } else if StandardStream.error.isTerminal {
                complain("spool: a supervisor is alive already; see 'spool status'.")
            }
            return 0
        }
        if StandardStream.error.isTerminal, mode == .untilStopped {
            complain(
                "spool: supervising \(spool.path) with \(Words.count(supervisor.slots, "slot")). Ctrl-C ends this, and no job."
            )
        }
        try supervisor.watch(signals.descriptor)
        var news = ProblemNews()
        while !supervisor.isDone {
            try supervisor.turn()
            if mode != .once, let line = news.line(for: supervisor.problem) { StandardStream.error.offer(line) }
            if let signal = signals.next() { return signal == SIGINT ? 128 + SIGINT : 0 }
        }
        if mode == .once, let problem = supervisor.problem { throw Failure(problem) }
        return 0
    }
}

extension ValueParser<Int> {
    /// A number of slots.
    static var slots: Self { .integer(in: 1...Configuration.mostSlots) }
}
