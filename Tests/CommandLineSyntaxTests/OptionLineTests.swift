import CommandLineSyntax
import Testing

/// Options of a file below those of a command line.
struct OptionLineTests {
    private struct Options: Sendable {
        var name: [UInt8]?
        var shelves = 1
        var marks: [Assignment] = []
        var wait = false
        var quiet = false
        var typed = TypedOptions()
    }

    private static let syntax = CommandSyntax(
        name: "fire", summary: "Fire a pot.", defaults: Options(),
        options: [
            .option("name", value: "TEXT", as: .bytes, help: "Call it TEXT.") { $0.name = $1 },
            .option("shelves", short: "s", value: "N", as: .integer(in: 1...64), help: "Take N shelves.") {
                $0.shelves = $1
            },
            .repeated("mark", value: "NAME=VALUE", as: .assignment, help: "Scratch a mark.") { $0.marks.append($1) },
            .flag("wait", help: "Wait.") { $0.wait = true }, .flag("quiet", help: "Print nothing.") { $0.quiet = true },
        ],
        exclusive: [["wait", "quiet"]], keepTyped: { $0.typed = $1 })

    private static let tool = ToolSyntax(
        name: "kiln", summary: "A pottery.", version: "1", globals: Globals(),
        commands: [ToolCommand(syntax) { $0 }])

    /// The options of these lines, numbered from 1, below those typed.
    private func layered(_ lines: [String], _ typed: String...) throws(UsageProblem) -> Options {
        var options = Options()
        if let given = try? Self.tool.parse((["fire"] + typed).map(bytes)), case .run(let parsed, _) = given {
            options = parsed
        }
        let lines = lines.enumerated().map { number, line in
            OptionLine(number: number + 1, words: line.split(separator: " ").map { bytes(String($0)) })
        }
        return try Self.syntax.options(typed: options.typed, over: lines, of: "FILE", except: ["name"])
    }

    private func message(_ lines: [String]) -> String {
        do throws(UsageProblem) {
            _ = try layered(lines)
            return "accepted"
        } catch {
            return Self.tool.description.message(for: UsageError(command: "fire", problem: error))
        }
    }

    @Test func `what was typed counts, and adds to what may be repeated`() throws {
        let options = try layered(["--mark a=1 --shelves 3", "", "-s 4 --mark b=2"], "--mark", "c=3", "--name", "pot")
        #expect(options.shelves == 4 && options.name == bytes("pot"))
        #expect(options.marks.map(\.name) == ["a", "b", "c"].map(bytes))
        #expect(try layered(["--shelves 3"], "-s", "5").shelves == 5)
    }

    @Test func `of options that exclude each other the typed one counts`() throws {
        let options = try layered(["--wait"], "--quiet")
        #expect(options.quiet && !options.wait)
        #expect(
            message(["--wait", "--quiet"])
                == "kiln: fire: with the options in FILE: options '--wait' and '--quiet' exclude each other. "
                + "Give only one of them. See 'kiln help fire'.")
    }

    @Test(arguments: [
        ("--shleves 3", "unknown option '--shleves'. Did you mean '--shelves'?"),
        ("--help", "unknown option '--help'."),
        ("--shelves 99", "invalid value '99' for '--shelves'. Expected a whole number from 1 to 64."),
        ("--shelves", "option '--shelves' needs a value. Type '--shelves N'."),
        ("pot", "'pot' is no option, and nothing else may stand here."),
        ("-- --wait", "'--wait' is no option, and nothing else may stand here."),
        ("--name pot", "'--name' may not stand in a file. Type it on the command line."),
    ])
    func `a problem is told with its line`(line: String, problem: String) {
        #expect(message(["--wait", line]) == "kiln: fire: FILE, line 2: \(problem) See 'kiln help fire'.")
    }
}
