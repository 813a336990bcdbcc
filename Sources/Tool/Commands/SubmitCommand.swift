import CommandLineSyntax
import Glibc
import SpoolModel
import SystemCalls

/// `spool submit`: queue a command, or many.
struct SubmitCommand: Command {
    var isShellLine = false
    var name: [UInt8]?
    var settings = JobSettings()
    var script: FilePath?
    var batch: FilePath?
    var array: ClosedRange<Int>?
    var each: FilePath?
    var maximumRunning: Int?
    var order = OrderSettings()
    var isNulSeparated = false
    var separator: [UInt8]?
    var isHeld = false
    var uniqueKey: UniqueKey?
    var waits = false
    var isJSON = false
    var typed = TypedOptions()
    var command: [[UInt8]] = []

    static let syntax = CommandSyntax<SubmitCommand>(
        name: "submit", summary: "Queue a command.",
        discussion: """
            Prints the job's id, and nothing else, once the job is safe on disk. The job keeps the working directory, the \
            umask and the environment of this command; its output goes into its own directory: see 'spool log'.

            Options end at the command, so that 'spool submit make -j4' passes -j4 on.

            With --each, and with values behind ::: as in 'spool submit gzip {} ::: *.fa', the job is an array with a task for each value, or \
            for each combination where there are several such lists; SPOOL_TASK_ID is its number. \(TemplateHelp.text) Behind -c values are quoted for the shell.

            With --script the job is a copy of FILE, which may be changed from then on; the program in its first line, #!, runs it, and what \
            stands for COMMAND are its arguments: 'spool submit --script FILE -- -x'. Lines such as '#SPOOL --timeout 2h' among the comments that it \
            begins with are options, in words as the shell makes them, without expansion; only \(Script.unfitOptionNames) are not taken \
            there. The command line wins over them, and adds to what may be repeated. $0 is the copy, SPOOL_SCRIPT the path of FILE.
            """,
        defaults: SubmitCommand(),
        options: [
            .flag("shell", short: "c", help: "Take the one operand as a line for /bin/sh.") { $0.isShellLine = true },
            .option("name", value: "TEXT", as: .nonEmptyBytes, help: "Show this in the table.") { $0.name = $1 },
        ] + JobSettings.options.map { $0.within(\.settings) } + OrderSettings.options.map { $0.within(\.order) } + [
            .option(
                "script", value: "FILE", as: .path(.file),
                help:
                    "Run a copy of the script FILE, or of standard input for -, with the options of its lines #SPOOL."
            ) { $0.script = $1 },
            .option(
                "batch", value: "FILE", as: .path(.file),
                help:
                    "Queue a job for each line of FILE, or of standard input for -: the line itself, or COMMAND with the line in the place of {}. Empty ones are passed over."
            ) { $0.batch = $1 },
            .option(
                "array", value: "FIRST-LAST", as: .tasks,
                help: "Queue one job that runs the command for each of these numbers, as a task in the place of {}."
            ) { $0.array = $1 },
            .option(
                "each", value: "FILE", as: .path(.file),
                help: "The same for each line of FILE, or of standard input for -; empty ones are passed over."
            ) { $0.each = $1 },
            .option(
                "max-running", value: "N", as: .slots, help: "Run at most N tasks of the array at once."
            ) { $0.maximumRunning = $1 },
            TemplateHelp.separatorOption { $0.separator = $1 },
            .flag("null", short: "0", help: "Lines of FILE end with NUL, not with a newline.") {
                $0.isNulSeparated = true
            },
            .option(
                "unique", value: "KEY", as: .uniqueKey,
                help: "Queue nothing while another job with this key has not ended, and print its id."
            ) { $0.uniqueKey = $1 },
            .flag("hold", help: "Do not start it before 'spool release'.") { $0.isHeld = true },
            .flag("wait", short: "w", help: "Wait for the end, and pass on the exit code.") { $0.waits = true },
            .flag("json", help: "Print a JSON array of the ids.") { $0.isJSON = true },
        ],
        operands: .optionalCommand("COMMAND", help: "The program to run, and its arguments.") { $0.command = $1 },
        exclusive: [
            ["batch", "unique"], ["batch", "array", "each"], ["shell", "script"], ["batch", "script"], ["at", "in"],
        ],
        keepTyped: { $0.typed = $1 },
        examples: [
            Example("spool submit blastn -query reads.fa -db nt", "Queue a program with its arguments."),
            Example("spool submit -c 'sort big.txt | uniq -c > counts.txt'", "Queue a line for the shell."),
            Example("spool submit --array 1-1000 ./simulate --seed {}", "A thousand tasks, in one job."),
            Example("ls *.fa | spool submit --each - gzip {}", "One for each file."),
            Example("spool submit --script search.sh reads.fa", "Queue a script, with the options that it holds."),
            Example("ls *.fa | sed 's/.*/gzip \"&\"/' | spool submit --batch -", "Queue a job for each line."),
        ],
        check: { (options) throws(UsageProblem) in
            // What is in the script may belong to it.
            if options.script == nil { try options.check() }
        })

    func run(_ globals: Globals) throws -> Int32 {
        guard let file = script else { return try queue(globals) }
        let script = try Script(file)
        return try script.options(under: self).queue(globals, script)
    }

    private func queue(_ globals: Globals, _ script: Script? = nil) throws -> Int32 {
        var submission = try settings.submission(of: commands(script), name: name ?? script?.jobName)
        if let script { submission.script = script.content }
        if let each {
            let lines = try TaskLines(each, isNulSeparated: isNulSeparated)
            if lines.count == 0 {
                throw Failure("submit: \(lines.title) holds no line, so there would be no task. Nothing was queued.")
            }
            submission.makeArray(of: try TaskInput(lines, separator: separator), quotesValues: isShellLine)
        } else if !listed.lists.isEmpty {
            submission.makeArray(of: TaskInput(product: listed.lists), quotesValues: isShellLine)
        } else if let array {
            submission.makeArray(of: array, values: nil, quotesValues: isShellLine)
        }
        if let maximumRunning { submission.records[0].array?.maximumRunning = maximumRunning }
        let order = order.order(now: WallClock.milliseconds)
        for index in submission.records.indices { submission.records[index].order = order }
        if let uniqueKey { submission.records[0].uniqueKey = uniqueKey }
        let spool = try globals.openOrCreateSpool()
        if !order.isPlain { try self.order.require(in: spool) }
        submission.isHeld = isHeld
        let ids = try submit(submission, to: spool)
        // 'joined' makes types at run time, a fifth of the instructions of a plain submission.
        let text =
            isJSON
            ? Array("[\(ids.map(\.description).joined(separator: ","))]\n".utf8)
            : ids.reduce(into: []) { $0 += $1.name.bytes + [UInt8(ascii: "\n")] }
        do throws(SystemError) { try StandardStream.output.write(text) } catch {
            throw Failure("\(error). Queued all the same: \(ids.rangeText).")
        }
        return waits ? try waitForEnd(of: ids, in: spool) : 0
    }

    /// Queues the jobs, or finds the one that is there already.
    private func submit(_ submission: Submission, to spool: Spool) throws -> [JobID] {
        guard let uniqueKey else {
            var tally = Tally()
            defer { tally.clear() }
            let start = SteadyClock.microseconds
            let bar = ProgressBar(total: 1000)
            return try spool.submit(
                submission,
                progress: { share in
                    tally.show(
                        bar.line(
                            done: Int(share * 1000), Words.count(submission.records.count, "job"),
                            elapsedMilliseconds: (SteadyClock.microseconds - start) / 1000))
                })
        }
        let (ids, isNew) = try spool.submit(submission, unlessQueued: uniqueKey)
        if !isNew, let id = ids.first {
            complain(
                "spool: job \(id) bears the key '\(printable(uniqueKey.bytes))' and has not ended. Nothing was queued.")
        }
        return ids
    }
}
