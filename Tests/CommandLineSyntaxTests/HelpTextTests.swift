import CommandLineSyntax
import Testing

struct HelpTextTests {
    private let tool = sampleTool.description

    @Test func `the help of the tool lists commands and global options`() {
        #expect(
            tool.helpText() == """
                kiln - a pottery

                Usage: kiln [OPTION]... COMMAND [ARG]...

                It's hot.

                Commands:
                  fire   Fire a pot.
                  list   List pots.
                  show   Show one pot.
                  clean  Sweep the floor.
                  help   Print help for the program or for one command.

                Options:
                      --kiln DIR  Use the kiln in DIR.
                  -h, --help      Print help and exit.
                  -V, --version   Print the version and exit.

                See 'kiln help COMMAND' for the options of a command.

                """)
    }

    @Test func `the help of a command is complete`() throws {
        let fire = try #require(tool.command(named: "fire"))
        #expect(
            tool.helpText(for: fire) == """
                Fire a pot.

                Usage: kiln fire [OPTION]... POT [ARG]...

                The pot is fired as soon as there is room for it on the shelves, and no sooner
                than it is dry.

                    $ kiln fire pot -h 7
                    42

                Arguments:
                  POT  The pot and what goes with it.

                Options:
                  -w, --wait             Wait for the end.
                  -q, --quiet            Print nothing.
                  -n, --name TEXT        Call it TEXT.
                      --shelves N        Take N shelves.
                  -t, --time DURATION    Stop after this time.
                      --glaze GLAZE      What to put on the pot. One of: clear, celadon,
                                         tenmoku.
                      --mark NAME=VALUE  Scratch a mark.

                Global options:
                      --kiln DIR  Use the kiln in DIR.
                  -h, --help      Print help and exit.

                Examples:
                  kiln fire pot -h 7
                      Fire a high pot.

                """)
    }

    @Test func `a narrow terminal gets narrow lines`() throws {
        let list = try #require(tool.command(named: "list"))
        #expect(
            tool.helpText(for: list, width: 40) == """
                List pots.

                Usage: kiln list [OPTION]... [ID]...

                Arguments:
                  ID  The pots to list.

                Options:
                  -l, --long  Show more.
                      --glazes LIST
                              Show only these. A
                              comma-separated list of:
                              clear, celadon, tenmoku.
                  -x, --offset N
                              Shift by N.

                Global options:
                      --kiln DIR
                              Use the kiln in DIR.
                  -h, --help  Print help and exit.

                """)
    }

    @Test(arguments: [60, 72, 80, 120])
    func `no line is wider than the terminal`(width: Int) {
        for text in tool.commands.map({ tool.helpText(for: $0, width: width) }) + [tool.helpText(width: width)] {
            for line in text.split(separator: "\n") { #expect(line.count <= width) }
        }
    }
}
