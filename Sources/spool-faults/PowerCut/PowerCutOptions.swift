import CommandLineSyntax
import SystemCalls

/// How often power is cut, and under what.
struct PowerCutOptions: Sendable {
    var cuts = 100
    /// Of the moments; each cut takes its own from it.
    var seed: UInt64 = 1
    /// Of ext4, besides `commit=300`.
    var mountOptions = ""
    /// A system call that no program really makes, as strace injects it: the cuts must find that.
    var without: String?
    var directory: FilePath = "/tmp"
}

/// `spool-faults powercut`.
let powerCutCommand = ToolCommand<FaultsAction>(
    CommandSyntax(
        name: "powercut", summary: "Cut the power of a file system while jobs are submitted and run.",
        defaults: PowerCutOptions(),
        options: [
            .option("cuts", value: "N", as: .integer(atLeast: 1), help: "Cut N times; 100 unless given.") {
                $0.cuts = $1
            },
            .option(
                "seed", value: "S", as: .integer(atLeast: 0), help: "Cut at other moments; 1 unless given."
            ) { $0.seed = $1 },
            .option(
                "mount", value: "OPTION,...", as: .text,
                help: "Mount with these too, such as data=writeback,noauto_da_alloc."
            ) { $0.mountOptions = $1 },
            .option(
                "without", value: "CALL", as: .text,
                help: "Have this call, such as fsync, say that it was made: the cuts must find that."
            ) { $0.without = $1 },
            .option(
                "directory", value: "DIR", as: .path, help: "Make the file system below DIR; /tmp unless given."
            ) { $0.directory = $1 },
        ],
        examples: [Example("spool-faults powercut --cuts 2000", "Cut the power 2000 times (as root).")])
) { .powerCut($0) }
