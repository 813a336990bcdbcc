import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool cron`: have cron keep a supervisor alive.
struct CronCommand: Command {
    enum Action: String, CaseIterable, Sendable {
        case install, remove, show
    }

    var slots: Int?
    var action = Action.show

    static let syntax = CommandSyntax<CronCommand>(
        name: "cron", summary: "Have cron keep a supervisor alive.",
        discussion: """
            Puts one line for the spool into your crontab, takes it away, or shows it; all other lines stay as they are. \
            Each minute cron then starts a supervisor, which leaves at once where another is alive: after a crash or a \
            restart of the machine the next minute puts everything right.

            The line names this program and the spool by their absolute paths, because cron knows next to nothing of your \
            environment. Jobs have the environment that they were submitted with all the same. It looks like this:

                * * * * * /usr/local/bin/spool --spool /home/ada/spool supervise >/dev/null 2>&1 # spool: /home/ada/spool

            To change the number of slots, install it again with --slots.
            """,
        defaults: CronCommand(),
        options: [
            .option(
                "slots", value: "N", as: .slots, help: "With install: run at most N jobs at once."
            ) { $0.slots = $1 }
        ],
        operands: .required("ACTION", as: .word, help: "What to do.") { $0.action = $1 },
        examples: [Example("spool cron install --slots 4", "Run jobs from now on, four at a time.")],
        check: { (options) throws(UsageProblem) in
            if options.slots != nil, options.action != .install {
                throw .refused("'--slots' goes with 'install'.")
            }
        })

    func run(_ globals: Globals) throws -> Int32 {
        switch action {
        case .install: try install(globals)
        case .remove: try remove(try globals.spoolPath())
        case .show: try show(try globals.spoolPath())
        }
    }

    private func install(_ globals: Globals) throws -> Int32 {
        // Cron would have nobody to tell that one is missing.
        for program in neededPrograms { _ = try programPath(program) }
        let entry = try entry(for: try globals.openOrCreateSpool().path)
        let old = try Crontab.read()
        var new = old
        new.install(entry)
        if new == old { return try say("installed already: \(printable(entry.line))") }
        try Crontab.write(new)
        return try say("installed: \(printable(entry.line))")
    }

    private func entry(for spool: FilePath) throws -> CronEntry {
        let tool = try OwnProcess.executable()
        do throws(CronEntry.Refusal) { return try CronEntry(spool: spool, tool: tool, slots: slots) } catch {
            let (path, what) =
                switch error {
                case .newline(let path): (path, "a newline")
                case .backslash(let path): (path, "a backslash")
                }
            throw Failure(
                "cron: the path \(path) holds \(what), which no crontab can. Rename it. The crontab is as it was.")
        }
    }

    private func remove(_ spool: FilePath) throws -> Int32 {
        let old = try Crontab.read()
        var new = old
        new.remove(spool)
        if new == old { return try say("cron does not run anything for \(spool)") }
        try Crontab.write(new)
        return try say("removed; the supervisor that is alive, if there is one, stays until it is ended")
    }

    private func show(_ spool: FilePath) throws -> Int32 {
        guard let line = try Crontab.read().line(of: spool) else {
            throw Failure("cron: the crontab has no line for \(spool). 'spool cron install' puts it there.")
        }
        return try say(printable(line))
    }

    private func say(_ line: String) throws -> Int32 {
        try StandardStream.output.write(Array((line + "\n").utf8))
        return 0
    }
}
