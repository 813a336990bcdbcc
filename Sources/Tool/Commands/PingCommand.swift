import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool ping`: ask the supervisor for a sign of life.
struct PingCommand: Command {
    var timeout = Duration.seconds(5)

    static let syntax = CommandSyntax<PingCommand>(
        name: "ping", summary: "Ask whether a supervisor is alive and answers.",
        discussion: """
            Wakes the supervisor and waits until it has looked around. Exits with 0 if it has, with 1 if there is none or it does \
            not answer, as one that was stopped by a signal or hangs in a system call. What keeps it from starting jobs, if \
            anything does, is printed too.
            """,
        defaults: PingCommand(),
        options: [
            .option(
                "timeout", value: "TIME", as: .duration, help: "Wait so long for an answer; 5 s unless given."
            ) { $0.timeout = $1 }
        ],
        examples: [Example("spool ping || spool cron install", "See to it that there is a supervisor.")])

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        switch try spool.ping(timeoutMilliseconds: timeout.milliseconds) {
        case .absent:
            throw Failure(
                "ping: no supervisor is alive in \(spool.path). "
                    + "'spool supervise' starts one, 'spool cron install' keeps one.")
        case .silent(let record):
            throw Failure(
                "ping: \(Self.name(record)) does not answer within \(Words.duration(milliseconds: timeout.milliseconds)). "
                    + "If it was stopped, 'kill -CONT' continues it; else 'kill -KILL' ends it, and its jobs go on.")
        case .answered(let record?, _, _) where record.range != nil:
            throw Failure(
                "ping: 'spool run' (pid \(record.pid)) starts its own jobs, and nobody starts the others until it has ended. "
                    + "'spool cron install' keeps a supervisor.")
        case .answered(let record, let microseconds, let idle):
            var text =
                "\(Self.name(record)) answered within \((microseconds + 999) / 1000) ms; "
                + "its last look before was \(Words.duration(milliseconds: idle)) ago\n"
            if let problem = record?.problem { text += "it reports: \(printable(problem))\n" }
            try StandardStream.output.write(Array(text.utf8))
            return 0
        }
    }

    private static func name(_ record: SupervisorRecord?) -> String {
        record.map { "supervisor \($0.pid)" } ?? "the supervisor"
    }
}
