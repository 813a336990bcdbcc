import CommandLineSyntax
import Glibc
import SpoolModel
import SystemCalls

/// `spool run`: submit, supervise and show in one.
struct RunCommand: Command {
    var slots: Int?
    var isShellLine = false
    var keepsOrder = false
    var isNulSeparated = false
    var settings = JobSettings()
    var command: [[UInt8]] = []

    static let syntax = CommandSyntax<RunCommand>(
        name: "run", summary: "Queue commands, run them now, and print their output.",
        discussion: """
            With {} in COMMAND each line of standard input becomes a job, the line in the place of {}; behind -c it is quoted for the \
            shell. Without COMMAND each line is itself a line for the shell. Otherwise COMMAND is the one job.

            The output of each job is printed whole when it ends. The exit code is that of the first job, in the order of \
            submission, that did not succeed. The jobs are kept in the spool: 'spool prune' deletes them.

            Starts no other jobs that are queued. Where a supervisor is alive, that one starts the jobs, with its own \
            slots; where another 'spool run' is at work in the same spool, they wait for its end. All of standard input is \
            read before the first job starts; empty lines are passed over.

            After Ctrl-C running jobs are cancelled, and the others are held: 'spool release' lets them start. After another \
            one the running jobs are killed.
            """,
        defaults: RunCommand(),
        options: [
            .option("slots", value: "N", as: .slots, help: "Run at most N jobs at once.", \.slots),
            .flag("shell", short: "c", help: "Take the one operand as a line for /bin/sh.", \.isShellLine),
            .flag("keep-order", short: "k", help: "Print in the order of submission.", \.keepsOrder),
            .flag(
                "null", short: "0", help: "Lines of standard input end with NUL, not with a newline.", \.isNulSeparated),
        ] + JobSettings.options.map { $0.within(\.settings) },
        operands: .optionalCommand("COMMAND", help: "The program to run, and its arguments.", \.command),
        examples: [
            Example("seq 5 | spool run --slots 3 -c 'sleep {}; echo {}'", "Five jobs, three at a time."),
            Example("ls *.fa | spool run blastn -db nt -query {} -out {}.tsv", "A search for each file."),
        ],
        check: { (options) throws(UsageProblem) in
            if options.isShellLine, options.command.isEmpty { throw .missingOperand("COMMAND") }
            if options.isShellLine, options.command.count > 1 {
                throw .refused("'-c' takes one operand, the whole line in quotes.")
            }
        })

    func run(_ globals: Globals) throws -> Int32 {
        let commands = try commands()
        if commands.isEmpty { return 0 }
        let spool = try globals.openOrCreateSpool()
        // Signals wait from here on, so that none comes between the jobs and whoever looks after them.
        let signals = try SignalWatch([SIGINT, SIGTERM, SIGHUP])
        let ids = try spool.submit(try settings.submission(of: commands))
        let session = try RunSession(spool, ids, slots: slots, keepsOrder: keepsOrder)
        return try session.run(signals)
    }

    /// The arguments of each job.
    private func commands() throws -> [[[UInt8]]] {
        if command.isEmpty { return try lines().map(JobRecord.shellArguments) }
        let template = isShellLine ? JobRecord.shellArguments(command[0]) : command
        guard command.contains(where: { $0.contains(placeholder: Self.placeholder) }) else { return [template] }
        return try lines().map { line in
            let value = isShellLine ? shellQuoted(line) : line
            return template.map { $0.replacing(Self.placeholder, with: value) }
        }
    }

    private static let placeholder = Array("{}".utf8)

    private func lines() throws -> [[UInt8]] {
        if StandardStream.input.isTerminal { complain("spool: reading lines from the terminal; end with Ctrl-D.") }
        return try StandardStream.input.readAll()
            .split(separator: isNulSeparated ? 0 : UInt8(ascii: "\n")).map(Array.init)
    }
}

extension [UInt8] {
    fileprivate func contains(placeholder: [UInt8]) -> Bool { !ranges(of: placeholder).isEmpty }
}
