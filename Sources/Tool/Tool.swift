import CommandLineSyntax
import SpoolModel
import Supervisor
import SystemCalls

/// A command: its options are its properties, its declaration is `syntax`.
protocol Command: Sendable {
    static var syntax: CommandSyntax<Self> { get }

    /// Does it, and says the exit code of the tool.
    func run(_ globals: Globals) throws -> Int32
}

/// A command that starts jobs.
protocol SupervisingCommand: Sendable {
    static var syntax: CommandSyntax<Self> { get }

    func run(_ globals: Globals, _ starter: any ProcessStarter) throws -> Int32
}

/// What can be said before and after each command's name.
struct Globals: Sendable {
    var spool: FilePath?
}

/// A command with its options filled in.
enum Action: Sendable {
    case plain(@Sendable (Globals) throws -> Int32)
    case supervising(@Sendable (Globals, any ProcessStarter) throws -> Int32)
}

/// The whole command line: help, manual page and completions are generated from it.
let tool = ToolSyntax<Globals, Action>(
    name: "spool", summary: "Run commands in the background, a set number at a time.", version: Version.number,
    discussion: """
        Every job is a directory in a spool, and everything that is known of it is a file there. Jobs are started by \
        'spool supervise', which cron keeps running: see 'spool help cron'.

        The spool is the directory that --spool names, else SPOOL_DIR, else ./spool if it is one, else \
        $XDG_STATE_HOME/spool or ~/.local/state/spool, which is made on first use.
        """,
    globals: Globals(),
    options: [
        .option("spool", value: "DIR", as: .path(.directory), help: "Use this spool.") { $0.spool = $1 }
    ],
    commands: [
        entry(SubmitCommand.self),
        entry(RunCommand.self),
        entry(SuperviseCommand.self),
        entry(StatusCommand.self),
        entry(WaitCommand.self),
        entry(LogCommand.self),
        entry(ResultCommand.self),
        entry(ResultsCommand.self),
        entry(HistoryCommand.self),
        entry(ShowCommand.self),
        entry(WhyCommand.self),
        entry(CancelCommand.self),
        entry(HoldCommand.self),
        entry(ReleaseCommand.self),
        entry(MoveCommand.self),
        entry(PauseCommand.self),
        entry(ResumeCommand.self),
        entry(GroupCommand.self),
        entry(LimitCommand.self),
        entry(PoolCommand.self),
        entry(RetryCommand.self),
        entry(PruneCommand.self),
        entry(PingCommand.self),
        entry(CheckCommand.self),
        entry(DoctorCommand.self),
        entry(CronCommand.self),
        entry(CompletionsCommand.self),
        entry(ManualCommand.self),
    ])

private func entry<Options: Command>(_: Options.Type) -> ToolCommand<Action> {
    ToolCommand(Options.syntax) { options in .plain(options.run) }
}

private func entry<Options: SupervisingCommand>(_: Options.Type) -> ToolCommand<Action> {
    ToolCommand(Options.syntax) { options in .supervising(options.run) }
}
