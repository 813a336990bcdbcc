import CommandLineSyntax
import SystemCalls

/// What may be disturbed.
enum Victim: String, CaseIterable, Sendable {
    case submit, supervisor, shepherd, messenger, cancel, prune, move, hold, release, retry
}

/// What a sweep tries.
struct SweepOptions: Sendable {
    var kind = Kind.kill
    /// Nil for all.
    var victims: [Victim]?
    /// Only scenarios of these names, such as `shepherd/plain`; empty for all.
    var scenarios: [String] = []
    /// Only system calls of these names; empty for all.
    var calls: [String] = []
    /// Of the calls before the program's own first one, each how-manieth is tried.
    var every = 20
    /// At most so many points of a scenario, evenly spread; nil for all.
    var points: Int?
    /// One point only.
    var only: Point?
    var errors = ErrorName.allCases
    /// In memory: how busy a disk is says nothing about what a program does when it is disturbed.
    var directory: FilePath = "/dev/shm"

    enum Kind: Sendable { case kill, error }
}

extension SweepOptions {
    /// Whether it is to be tried.
    func includes(_ scenario: Scenario) -> Bool {
        (victims?.contains(scenario.victim) ?? true) && (scenarios.isEmpty || scenarios.contains(scenario.name))
    }
}

/// What `spool-faults` is asked to do.
enum FaultsAction: Sendable {
    case sweep(SweepOptions)
    case powerCut(PowerCutOptions)
    case replay(ReplayOptions)
    case syncs(ReplayOptions)
    case files(FilesOptions)
    case long(LongRun, LongOptions)
}

/// The command line of `spool-faults`.
let faultsTool = ToolSyntax<Int, FaultsAction>(
    name: "spool-faults", summary: "Disturb the programs of a spool at each of their system calls.", version: "0.1.0",
    discussion: """
        Needs strace and the right to trace. Every point has a fresh spool in a directory of its own below --directory; \
        afterwards a new supervisor puts the spool right, and everything that docs/spool-format.md promises is checked. \
        Ends with 1 where something was violated, and shows the command that tries just that point again.
        """,
    globals: 0,
    commands: [
        entry(
            "kill", "End a program by SIGKILL before each of its system calls.", SweepOptions(),
            "spool-faults kill --only submit --every 1"),
        entry(
            "error", "Have each system call of a program's own part fail, once and for good.",
            SweepOptions(kind: .error), "spool-faults error --only shepherd --errors EIO,EMFILE",
            [
                .option(
                    "errors", value: "NAME,...", as: .words(), help: "Try these errors; all unless given."
                ) { $0.errors = $1 }
            ]),
        powerCutCommand, replayCommand, syncsCommand, filesCommand,
    ] + longCommands)

private func entry(
    _ name: String, _ summary: String, _ defaults: SweepOptions, _ example: String,
    _ options: [OptionSyntax<SweepOptions>] = []
) -> ToolCommand<FaultsAction> {
    ToolCommand(
        CommandSyntax(
            name: name, summary: summary, defaults: defaults,
            options: [
                .option("only", value: "VICTIM,...", as: .words(), help: "Disturb these programs only.") {
                    $0.victims = $1
                },
                .repeated(
                    "scenario", value: "NAME", as: .text, help: "Try this scenario only, such as shepherd/plain."
                ) { $0.scenarios.append($1) },
                .option(
                    "every", value: "K", as: .integer(atLeast: 1),
                    help: "Try each K-th call of a program's start, before its own part; 20 unless given."
                ) { $0.every = $1 },
                .option(
                    "points", value: "N", as: .integer(atLeast: 1), help: "Try N points of each scenario at most."
                ) { $0.points = $1 },
                .repeated("call", value: "NAME", as: .text, help: "Try the system calls of this name only.") {
                    $0.calls.append($1)
                },
                .option("at", value: "POINT", as: .point, help: "Try one point, as a violation shows it.") {
                    $0.only = $1
                },
                .option(
                    "directory", value: "DIR", as: .path, help: "Make the spools below DIR; /dev/shm unless given."
                ) { $0.directory = $1 },
            ] + options,
            examples: [Example(example, summary)])
    ) { .sweep($0) }
}

extension ValueParser<FilePath> {
    static var path: Self {
        let bytes = ValueParser<[UInt8]>.directory
        return Self(completion: bytes.completion) { text throws(ValueError) in FilePath(bytes: try bytes.parse(text)) }
    }
}

extension ValueParser<Point> {
    fileprivate static var point: Self {
        Self(expected: "a point such as submit/new:fsync:2 or submit/new:fsync:2:EIO") {
            Point(String(decoding: $0, as: UTF8.self))
        }
    }
}
