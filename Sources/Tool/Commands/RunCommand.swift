import CommandLineSyntax
import Glibc
import SpoolModel
import Supervisor
import SystemCalls

/// `spool run`: submit, supervise and show in one.
struct RunCommand: SupervisingCommand {
    var slots: Int?
    var isShellLine = false
    var keepsOrder = false
    var isNulSeparated = false
    var separator: [UInt8]?
    var settings = JobSettings()
    var command: [[UInt8]] = []

    static let syntax = CommandSyntax<RunCommand>(
        name: "run", summary: "Queue commands, run them now, and print their output.",
        discussion: """
            With {} in COMMAND each line of standard input becomes a task of one array, the line in the place of {}; behind -c it is quoted for the \
            shell. Without COMMAND each line is itself a line for the shell. Behind ::: follow values that are taken instead of lines; with several \
            such lists there is a task for each combination. Otherwise COMMAND is the one job. \(TemplateHelp.text)

            The output of each task is printed whole when it ends. The exit code is that of the first task, in the order of \
            the lines, that did not succeed. The job is kept in the spool: 'spool prune' deletes it.

            Starts no other jobs that are queued. Where a supervisor is alive, that one starts the job, with its own \
            slots; where another 'spool run' is at work in the same spool, it waits for its end. All of standard input is \
            read before the first task starts; empty lines are passed over.

            After Ctrl-C running tasks are cancelled, and the others are held: 'spool release' lets them start. After another \
            one the running tasks are killed. Where nobody reads the output any more, as behind '| head', it ends and the job goes on.
            """,
        defaults: RunCommand(),
        options: [
            .option("slots", value: "N", as: .slots, help: "Run at most N tasks at once.") { $0.slots = $1 },
            .flag("shell", short: "c", help: "Take the one operand as a line for /bin/sh.") { $0.isShellLine = true },
            .flag("keep-order", short: "k", help: "Print in the order of submission.") { $0.keepsOrder = true },
            .flag(
                "null", short: "0", help: "Lines of standard input end with NUL, not with a newline."
            ) { $0.isNulSeparated = true },
            TemplateHelp.separatorOption { $0.separator = $1 },
        ] + JobSettings.options.map { $0.within(\.settings) },
        operands: .optionalCommand("COMMAND", help: "The program to run, and its arguments.") { $0.command = $1 },
        examples: [
            Example("seq 5 | spool run --slots 3 -c 'sleep {}; echo {}'", "Five jobs, three at a time."),
            Example(
                "spool run -c 'convert {1} -resize {2} {1.}-{2}.png' ::: *.jpg ::: 10% 50%", "Each file in two sizes."),
            Example("ls *.fa | spool run blastn -db nt -query {} -out {}.tsv", "A search for each file."),
        ],
        check: { (options) throws(UsageProblem) in
            try options.settings.check()
            try options.listed.check()
            if !options.listed.lists.isEmpty, options.separator != nil {
                throw .refused("'--colsep' goes with lines, not with ':::'.")
            }
            if options.isShellLine, options.listed.command.isEmpty { throw .missingOperand("COMMAND") }
            if options.isShellLine, options.listed.command.count > 1 {
                throw .refused("'-c' takes one operand, the whole line in quotes.")
            }
            if options.isShellLine { try options.listed.checkPlaces(hasColumns: options.separator != nil) }
        })

    func run(_ globals: Globals, _ starter: any ProcessStarter) throws -> Int32 {
        var submission = try settings.submission(of: [arguments])
        if !listed.lists.isEmpty {
            submission.makeArray(of: TaskInput(product: listed.lists), quotesValues: isShellLine)
        } else if readsLines {
            if StandardStream.input.isTerminal {
                complain("spool: reading lines from the terminal; end with Ctrl-D.")
            }
            let lines = try TaskLines("-", isNulSeparated: isNulSeparated)
            if lines.count == 0 { return 0 }
            submission.makeArray(of: try TaskInput(lines, separator: separator), quotesValues: isShellLine)
        }
        // `Process` closes every number up to the highest one in each child.
        closeInheritedDescriptors()
        let spool = try globals.openOrCreateSpool()
        // Signals wait from here on, so that none comes between the job and whoever looks after it.
        let signals = try SignalWatch([SIGINT, SIGTERM, SIGHUP])
        guard let id = try spool.submit(submission).first else { return 0 }
        let session: RunSession
        do {
            session = try RunSession(spool, id, slots: slots, keepsOrder: keepsOrder, starter: starter)
            try session.begin(signals)
        } catch {
            let isHeld = (try? spool.hold([id]))?[id] == .held
            let place = isHeld ? "held: 'spool release \(id)' lets it start" : "queued: 'spool cancel \(id)' ends it"
            complain("spool: job \(id) was not run, and is \(place).")
            throw error
        }
        return try session.run(signals)
    }

    private var listed: ListedCommand { ListedCommand(command) }

    /// The command of the job, or of each task.
    private var arguments: [[UInt8]] {
        if listed.command.isEmpty { return JobRecord.shellArguments(JobRecord.place) }
        let command = listed.withPlace(isShellLine: isShellLine)
        return isShellLine ? JobRecord.shellArguments(command[0]) : command
    }

    private var readsLines: Bool {
        listed.lists.isEmpty
            && (command.isEmpty
                || Template(command, columns: separator == nil ? nil : ArrayDescription.mostColumns).hasPlaces)
    }
}

extension Submission {
    /// Has the one job run its command for each of these.
    mutating func makeArray(of input: TaskInput, quotesValues: Bool) {
        makeArray(of: 1...input.count, values: input.values, columns: input.columns, quotesValues: quotesValues)
    }
}
