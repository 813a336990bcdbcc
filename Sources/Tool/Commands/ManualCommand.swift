import CommandLineSyntax
import SystemCalls

/// `spool manual`: print the manual page.
struct ManualCommand: Command {
    static let syntax = CommandSyntax<ManualCommand>(
        name: "manual", summary: "Print the manual page, for man.",
        discussion: """
            It is generated from what the program knows of its own command line, so it is that of this very version. To \
            install it:

                spool manual > ~/.local/share/man/man1/spool.1
            """,
        defaults: ManualCommand(),
        examples: [Example("spool manual | man -l -", "Read it.")])

    func run(_ globals: Globals) throws -> Int32 {
        let page = tool.description.manualPage(date: Version.date, sections: ManualSection.all)
        try StandardStream.output.write(Array(page.utf8))
        return 0
    }
}
