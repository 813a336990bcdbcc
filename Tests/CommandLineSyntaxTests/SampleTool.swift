import CommandLineSyntax

enum Glaze: String, CaseIterable, Sendable { case clear, celadon, tenmoku }

struct Globals: Sendable, Equatable { var kiln: [UInt8]? }

struct FireOptions: Sendable, Equatable {
    var name: [UInt8]?
    var shelves = 1
    var time: Duration?
    var wait = false
    var quiet = false
    var marks: [Assignment] = []
    var glaze = Glaze.clear
    var command: [[UInt8]] = []
}

struct ListOptions: Sendable, Equatable {
    var glazes = Glaze.allCases
    var offset = 0
    var isLong = false
    var ids: [Int] = []
}

struct ShowOptions: Sendable, Equatable { var id = 0 }
struct CleanOptions: Sendable, Equatable {}

enum SampleAction: Sendable, Equatable {
    case fire(FireOptions)
    case list(ListOptions)
    case show(ShowOptions)
    case clean(CleanOptions)
}

/// A tool with every kind of option and operand.
let sampleTool = ToolSyntax(
    name: "kiln", summary: "A pottery.", version: "1.2.3", discussion: "It's hot.", globals: Globals(),
    options: [.option("kiln", value: "DIR", as: .directory, help: "Use the kiln in DIR.") { $0.kiln = $1 }],
    commands: [
        ToolCommand(fire, SampleAction.fire), ToolCommand(list, SampleAction.list),
        ToolCommand(show, SampleAction.show), ToolCommand(clean, SampleAction.clean),
    ])

private let fire = CommandSyntax(
    name: "fire", summary: "Fire a pot.",
    discussion: """
        The pot is fired as soon as there is room for it on the shelves, and no sooner than it is
        dry.

            $ kiln fire pot -h 7
            42
        """,
    defaults: FireOptions(),
    options: [
        .flag("wait", short: "w", help: "Wait for the end.") { $0.wait = true },
        .flag("quiet", short: "q", help: "Print nothing.") { $0.quiet = true },
        .option("name", short: "n", value: "TEXT", as: .bytes, help: "Call it TEXT.") { $0.name = $1 },
        .option("shelves", value: "N", as: .integer(in: 1...64), help: "Take N shelves.") { $0.shelves = $1 },
        .option("time", short: "t", value: "DURATION", as: .duration, help: "Stop after this time.") { $0.time = $1 },
        .option("glaze", value: "GLAZE", as: .word, help: "What to put on the pot.") { $0.glaze = $1 },
        .repeated("mark", value: "NAME=VALUE", as: .assignment, help: "Scratch a mark.") { $0.marks.append($1) },
    ],
    operands: .command("POT", help: "The pot and what goes with it.") { $0.command = $1 },
    exclusive: [["wait", "quiet"]], examples: [Example("kiln fire pot -h 7", "Fire a high pot.")],
    check: { options throws(UsageProblem) in
        if options.wait, options.shelves > 32 { throw .refused("'--wait' is for 32 shelves at most.") }
    })

private let list = CommandSyntax(
    name: "list", summary: "List pots.", defaults: ListOptions(),
    options: [
        .flag("long", short: "l", help: "Show more.") { $0.isLong = true },
        .option("glazes", value: "LIST", as: .words(), help: "Show only these.") { $0.glazes = $1 },
        .option("offset", short: "x", value: "N", as: .integer(in: -9...9), help: "Shift by N.") { $0.offset = $1 },
    ],
    operands: .list(
        "ID", as: .integer(atLeast: 1), help: "The pots to list.", completion: .shell("printf '%s\\n' 1 22 23")
    ) { $0.ids = $1 })

private let show = CommandSyntax(
    name: "show", summary: "Show one pot.", defaults: ShowOptions(),
    operands: .required("ID", as: .integer(atLeast: 1), help: "The pot to show.") { $0.id = $1 })

private let clean = CommandSyntax(name: "clean", summary: "Sweep the floor.", defaults: CleanOptions())

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func parse(_ arguments: String...) throws(UsageError) -> Invocation<Globals, SampleAction> {
    try sampleTool.parse(arguments.map(bytes))
}

/// The message for a command line that is expected to be refused.
func message(_ arguments: String...) -> String {
    message(arguments.map(bytes))
}

func message(_ arguments: [[UInt8]]) -> String {
    do throws(UsageError) {
        return "accepted: \(try sampleTool.parse(arguments))"
    } catch {
        return sampleTool.description.message(for: error)
    }
}
