import CommandLineSyntax
import SystemCalls

/// What can be measured, in this order: what takes milliseconds comes before what leaves many deleted files behind (see ``Workspace``).
enum Measure: String, CaseIterable, Sendable {
    case submit, latency, dispatch, idle, memory, wide, large
}

/// The options of `spool-benchmark measure`.
struct BenchmarkOptions: Sendable {
    var jobs = 20_000
    var rounds = 3
    var large = 1_000_000
    var idleSeconds = 60
    var only = Measure.allCases
    var directory: FilePath?
    var document: FilePath?
    var installsPeers = false
    var isSmoke = false

    static let syntax = CommandSyntax<BenchmarkOptions>(
        name: "measure", summary: "Measure spool beside other programs.",
        discussion: """
            The programs are measured in turn, several rounds, and the medians are shown: on a machine that does other \
            work as well, only figures of one run can be compared. Of what was deleted on the same disk in the five minutes before, ext4 \
            without a journal avoids the inodes, which makes every new file slow: begin later. A program that is not installed is passed over.

            The command's name may be left out. The programs of spool are those beside this one; where they \
            are missing, or were built for debugging, a release of the checkout that this program lies in is built first.
            """,
        defaults: BenchmarkOptions(),
        options: [
            .option("jobs", short: "n", value: "N", as: .count, help: "Dispatch N jobs in each round.") {
                $0.jobs = $1
            },
            .option("rounds", value: "N", as: .count, help: "Measure the dispatch N times.") { $0.rounds = $1 },
            .option(
                "large", value: "N", as: .count, help: "Have N jobs of each kind in the large spool."
            ) { $0.large = $1 },
            .option(
                "idle", value: "SECONDS", as: .count, help: "Count wake-ups for so many seconds."
            ) { $0.idleSeconds = $1 },
            .option("only", value: "NAMES", as: .words(), help: "Measure no more than this.") { $0.only = $1 },
            .option(
                "directory", value: "DIR", as: .path(.directory),
                help: "Work in DIR, which is empty or made, instead of a new directory in the current one."
            ) { $0.directory = $1 },
            .option(
                "document", short: "d", value: "DIR", as: .path(.directory),
                help: "Write the document to DIR/DATE.md as well, and its plots beside it."
            ) { $0.document = $1 },
            .flag(
                "install-peers", help: "Install the other programs first, with apt-get and pip."
            ) { $0.installsPeers = true },
            .flag(
                "smoke", help: "Do everything with a few jobs, to see that it works; the figures mean nothing."
            ) { $0.isSmoke = true },
        ],
        examples: [
            Example("spool-benchmark --document docs/benchmarks", "Measure everything."),
            Example(
                "spool-benchmark measure --only dispatch,latency --jobs 2000", "Measure what has just been changed."),
        ])
}

/// The options of `spool-benchmark stamp`.
struct StampOptions: Sendable {
    var path: FilePath = ""
    var lastingMilliseconds = 0

    static let syntax = CommandSyntax<StampOptions>(
        name: "stamp", summary: "Write the times of the first instruction and of the last one to a file.",
        discussion:
            "The times are in microseconds since boot. The measures 'latency' and 'large' submit this as their job.",
        defaults: StampOptions(),
        options: [
            .option(
                "lasting", value: "MS", as: .count, help: "Sleep for so many milliseconds between them."
            ) { $0.lastingMilliseconds = $1 }
        ],
        operands: .required("FILE", as: .path(.file), help: "The file.") { $0.path = $1 })
}

/// A command with its options filled in.
enum Action: Sendable {
    case measure(BenchmarkOptions)
    case stamp(StampOptions)
}

let tool = ToolSyntax<Never?, Action>(
    name: "spool-benchmark", summary: "Measure spool beside other programs that do similar work.", version: "0.1.0",
    globals: nil,
    commands: [
        ToolCommand(BenchmarkOptions.syntax, Action.measure),
        ToolCommand(StampOptions.syntax, Action.stamp),
    ])

extension ValueParser<Int> {
    static var count: Self { .integer(in: 1...10_000_000) }
}

extension ValueParser {
    /// A path, byte for byte.
    static func path(_ parser: ValueParser<[UInt8]>) -> ValueParser<FilePath> {
        ValueParser<FilePath>(completion: parser.completion) { bytes throws(ValueError) in
            FilePath(bytes: try parser.parse(bytes))
        }
    }
}
