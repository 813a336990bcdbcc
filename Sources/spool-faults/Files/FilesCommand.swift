import CommandLineSyntax

/// `spool-faults files`.
let filesCommand = ToolCommand<FaultsAction>(
    CommandSyntax(
        name: "files", summary: "Damage records and files of spools, and let every program read them (as root).",
        defaults: FilesOptions(),
        options: [
            .option(
                "records", value: "N", as: .integer(atLeast: 1),
                help: "Read N damaged records; 100000 unless given."
            ) { $0.records = $1 },
            .option(
                "spools", value: "N", as: .integer(atLeast: 1),
                help: "Damage N spools in one place each; 1000 unless given."
            ) { $0.spools = $1 },
            .option("seed", value: "S", as: .integer(atLeast: 0), help: "Damage otherwise; 1 unless given.") {
                $0.seed = $1
            },
            .option(
                "directory", value: "DIR", as: .path, help: "Make the spools below DIR; /dev/shm unless given."
            ) { $0.directory = $1 },
        ],
        examples: [Example("spool-faults files --spools 3000", "Damage 3000 spools.")])
) { .files($0) }
