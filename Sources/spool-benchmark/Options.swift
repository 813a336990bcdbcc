import CommandLineSyntax
import SystemCalls

/// What can be measured.
enum Measure: String, CaseIterable, Sendable {
    case dispatch, submit, latency, idle, memory, status
}

/// The options of `spool-benchmark measure`.
struct BenchmarkOptions: Sendable {
    var jobs = 10_000
    var rounds = 3
    var only = Measure.allCases
    var directory: FilePath?
    var output: FilePath?
    var isSmoke = false

    static let syntax = CommandSyntax<BenchmarkOptions>(
        name: "measure", summary: "Measure spool beside other programs.",
        discussion: """
            The programs are measured in turn, several rounds, and the medians are shown: on a machine that does other \
            work as well, only figures of one run can be compared. A program that is not installed is passed over.

            The command's name may be left out. The programs spool and spool-shepherd are those beside this one.
            """,
        defaults: BenchmarkOptions(),
        options: [
            .option("jobs", short: "n", value: "N", as: .count, help: "Dispatch N jobs in each round.", \.jobs),
            .option("rounds", value: "N", as: .count, help: "Measure the dispatch N times.", \.rounds),
            .option("only", value: "NAMES", as: .words(), help: "Measure no more than this.", \.only),
            .option(
                "directory", value: "DIR", as: .path(.directory),
                help: "Work in DIR, which is empty or made, instead of a new directory in the current one.",
                \.directory),
            .option(
                "output", short: "o", value: "FILE", as: .path(.file), help: "Write the document to FILE as well.",
                \.output),
            .flag(
                "smoke", help: "Do everything with a few jobs, to see that it works; the figures mean nothing.",
                \.isSmoke),
        ],
        examples: [
            Example("spool-benchmark measure --output docs/benchmarks.md", "Measure everything."),
            Example(
                "spool-benchmark measure --only dispatch,latency --jobs 2000", "Measure what has just been changed."),
        ])
}

/// The operand of `spool-benchmark stamp`.
struct StampOptions: Sendable {
    var path: FilePath = ""

    static let syntax = CommandSyntax<StampOptions>(
        name: "stamp", summary: "Write the time of the first instruction to a file.",
        discussion: "The time is in microseconds since boot. The measure 'latency' submits this as its job.",
        defaults: StampOptions(),
        operands: .required("FILE", as: .path(.file), help: "The file, which appears whole.", \.path))
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
    static var count: Self { .integer(in: 1...1_000_000) }
}

extension ValueParser {
    /// A path, byte for byte.
    static func path(_ parser: ValueParser<[UInt8]>) -> ValueParser<FilePath> {
        ValueParser<FilePath>(completion: parser.completion) { bytes throws(ValueError) in
            FilePath(bytes: try parser.parse(bytes))
        }
    }
}
