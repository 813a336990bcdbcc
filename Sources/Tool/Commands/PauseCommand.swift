import CommandLineSyntax
import SpoolModel

/// `spool pause`: have nothing start.
struct PauseCommand: Command {
    var groups: [ResourceName] = []

    static let syntax = CommandSyntax<PauseCommand>(
        name: "pause", summary: "Have no job start, or none of some groups, until 'spool resume'.",
        discussion: """
            What runs goes on; of an array that runs no further task starts. A pause outlives the supervisor, and a restart of the machine.
            """,
        defaults: PauseCommand(),
        operands: .list("GROUP", as: .resourceName, help: "The groups; without one the whole spool.") {
            $0.groups = $1
        },
        examples: [Example("spool pause blast", "Start no job of the group blast.")])

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openOrCreateSpool()
        if groups.isEmpty { try spool.pause(nil) }
        let settings = try spool.settings()
        for group in groups where !settings.holds(.group(group)) { throw Failure("pause: there is no group \(group).") }
        for group in groups { try spool.pause(group) }
        return 0
    }
}

/// `spool resume`: take back a pause.
struct ResumeCommand: Command {
    var groups: [ResourceName] = []

    static let syntax = CommandSyntax<ResumeCommand>(
        name: "resume", summary: "Have jobs start again after 'spool pause'.",
        discussion: "A group that was paused by its name stays paused when the whole spool is resumed.",
        defaults: ResumeCommand(),
        operands: .list("GROUP", as: .resourceName, help: "The groups; without one the whole spool.") {
            $0.groups = $1
        },
        examples: [Example("spool resume", "Start jobs again.")])

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        if groups.isEmpty, try !spool.resume(nil) { throw Failure("resume: the spool is not paused.") }
        for group in groups where try !spool.resume(group) {
            throw Failure("resume: the group \(group) is not paused.")
        }
        return 0
    }
}
