import CommandLineSyntax
import SystemCalls

/// How long something goes on, or how often.
struct LongOptions: Sendable {
    var seconds = 600
    var count = 0
    var seed: UInt64 = 1
    var directory: FilePath = "/tmp"
}

/// What goes on for some time.
enum LongRun: Sendable {
    case many, full, pids, soak, clock

    /// What was violated.
    func violations(_ bench: Bench, _ options: LongOptions) throws -> [String] {
        switch self {
        case .many: try Many(bench: bench, options: options).run()
        case .full: try Full(bench: bench, options: options).run()
        case .pids: try Pids(bench: bench, options: options).run()
        case .soak: try Soak(bench: bench, options: options).run()
        case .clock: try ClockRun(bench: bench, options: options).run()
        }
    }
}

/// `spool-faults many`, `full`, `pids`, `soak` and `clock`.
let longCommands: [ToolCommand<FaultsAction>] = [
    entry(.many, "many", "Run 16 supervisors that are killed, 8 submitters, and readers, on one spool.", [.seconds]),
    entry(.full, "full", "Run N jobs while a small ext4 is full now and then (as root).", [.count(500)]),
    entry(
        .pids, "pids", "Kill shepherds while numbers of processes come round, N processes long (as root).",
        [.count(100_000)]),
    entry(
        .soak, "soak", "Run N jobs through one supervisor, then look at a spool with ten times as many.",
        [.count(100_000)]),
    entry(
        .clock, "clock", "Set the clock by ten years while jobs wait, fail and run, in N rounds (debug build).",
        [.count(50)]),
]

private enum Setting {
    case seconds
    case count(Int)
}

private func entry(
    _ run: LongRun, _ name: String, _ summary: String, _ settings: [Setting]
) -> ToolCommand<FaultsAction> {
    var defaults = LongOptions()
    let own: [OptionSyntax<LongOptions>] = settings.map { setting in
        switch setting {
        case .seconds:
            return .option(
                "seconds", value: "N", as: .integer(atLeast: 1), help: "Go on for N seconds; 600 unless given."
            ) { $0.seconds = $1 }
        case .count(let count):
            defaults.count = count
            return .option(
                "count", value: "N", as: .integer(atLeast: 1), help: "How many; \(count) unless given."
            ) { $0.count = $1 }
        }
    }
    let options: [OptionSyntax<LongOptions>] =
        own + [
            .option("seed", value: "S", as: .integer(atLeast: 0), help: "Draw other numbers; 1 unless given.") {
                $0.seed = $1
            },
            .option(
                "directory", value: "DIR", as: .path, help: "Make the spool below DIR; /tmp unless given."
            ) { $0.directory = $1 },
        ]
    let syntax = CommandSyntax(
        name: name, summary: summary, defaults: defaults, options: options,
        examples: [Example("spool-faults \(name)", summary)])
    return ToolCommand(syntax) { .long(run, $0) }
}
