import CommandLineSyntax
import Testing

private struct Nothing: Sendable { var flag = false; var text: [UInt8]? }

struct DescriptionProblemsTests {
    @Test func `a careful declaration has no problems`() {
        #expect(problems(in: sampleTool.description) == [])
    }

    @Test func `every careless declaration is found`() {
        let command = CommandSyntax(
            name: "Do_it", summary: "Do it", defaults: Nothing(),
            options: [
                .flag("flag", short: "h", help: "A flag.") { $0.flag = true },
                .flag("flag", short: "é", help: "") { $0.flag = true },
                .option("kiln", value: "", as: .bytes, help: "No period") { $0.text = $1 },
                .flag("-x", help: "A flag.") { $0.flag = true },
            ],
            operands: .optional("", as: .bytes, help: "Text.") { $0.text = $1 },
            exclusive: [["flag", "none"]], examples: [Example("tool other", "Something else")])
        let again = CommandSyntax(name: "help", summary: "Help.", defaults: Nothing())
        let tool = ToolSyntax(
            name: "tool", summary: "", version: "1", globals: Nothing(),
            options: [.flag("kiln", help: "A flag.") { $0.flag = true }],
            commands: [ToolCommand(command) { $0 }, ToolCommand(again) { $0 }])
        #expect(
            problems(in: tool.description) == [
                "tool: the command 'help' is declared twice",
                "tool: the summary is empty",
                "tool Do_it: the name is not in kebab case",
                "tool Do_it: the summary does not end in a period",
                "tool Do_it: the operand has no name",
                "tool Do_it: the help of '--flag' is empty",
                "tool Do_it: '-é' is no letter or digit",
                "tool Do_it: the help of '--kiln' does not end in a period",
                "tool Do_it: '--kiln' does not name its value",
                "tool Do_it: '---x' is not in kebab case",
                "tool Do_it: '--flag' is declared twice",
                "tool Do_it: '--kiln' is declared twice",
                "tool Do_it: '-h' is declared twice",
                "tool Do_it: the exclusive option 'none' is not declared",
                "tool Do_it: the example 'tool other' does not show the command",
                "tool Do_it: the explanation of 'tool other' does not end in a period",
            ])
    }
}
