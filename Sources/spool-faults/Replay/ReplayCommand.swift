import CommandLineSyntax

/// `spool-faults replay`.
let replayCommand = replayEntry(
    "replay", "Look at the states that a crash may leave, by what POSIX promises of a sync.",
    "spool-faults replay --states 10000"
) { .replay($0) }

/// `spool-faults syncs`.
let syncsCommand = replayEntry(
    "syncs", "Leave out one sync of a program after the other, and say where that does harm.", "spool-faults syncs"
) { .syncs($0) }

private func replayEntry(
    _ name: String, _ summary: String, _ example: String, _ action: @escaping @Sendable (ReplayOptions) -> FaultsAction
) -> ToolCommand<FaultsAction> {
    ToolCommand(
        CommandSyntax(
            name: name, summary: summary, defaults: ReplayOptions(),
            options: [
                .repeated("story", value: "NAME", as: .text, help: "Only this story.") { $0.stories.append($1) },
                .repeated("site", value: "SITE", as: .text, help: "Only this sync (syncs), as it is shown.") {
                    $0.sites.append($1)
                },
                .option(
                    "states", value: "N", as: .integer(atLeast: 1),
                    help: "Look at N different states (replay); 1000 unless given."
                ) { $0.states = $1 },
                .option("seed", value: "S", as: .integer(atLeast: 0), help: "Draw others; 1 unless given.") {
                    $0.seed = $1
                },
                .option(
                    "directory", value: "DIR", as: .path, help: "Make the spools below DIR; /dev/shm unless given."
                ) { $0.directory = $1 },
            ], examples: [Example(example, summary)]), action)
}
