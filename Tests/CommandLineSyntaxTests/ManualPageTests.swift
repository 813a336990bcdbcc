import CommandLineSyntax
import Testing

struct ManualPageTests {
    private let page = sampleTool.description.manualPage(
        date: "2024-02-29",
        sections: [
            ManualSection("FILES", [.paragraph(".kiln is \\a 'dir' at ~k. It's…"), .verbatim([".x", "  'y"])]),
            ManualSection(
                "EXIT STATUS", [.list([(term: "0", text: "All is well."), (term: "2", text: "Bad usage.")])]),
        ])

    @Test func `the page begins with name, synopsis and description`() {
        let start = """
            .TH "KILN" "1" "2024-02-29" "kiln 1.2.3" "User Commands"
            .SH "NAME"
            kiln \\- a pottery
            .SH "SYNOPSIS"
            \\fBkiln [OPTION]... COMMAND [ARG]...\\fR
            .SH "DESCRIPTION"
            It\\(aqs hot.
            .SH "OPTIONS"

            """
        #expect(page.hasPrefix(start))
    }

    @Test func `a command has its synopsis, its operands and its options`() {
        let show = """
            .SS "show"
            \\fBkiln show [OPTION]... ID\\fR
            .PP
            Show one pot.
            .TP
            \\fIID\\fR
            The pot to show.
            .SS "clean"

            """
        #expect(page.contains(show))
        #expect(page.contains(".TP\n\\fB\\-n\\fR, \\fB\\-\\-name\\fR \\fITEXT\\fR\nCall it TEXT.\n"))
        #expect(page.contains(".RS \"4\"\n.nf\n$ kiln fire pot \\-h 7\n42\n.fi\n.RE\n"))
    }

    @Test func `nothing in the text is taken for a request`() {
        let end = """
            .SH "EXAMPLES"
            .TP
            \\fBkiln fire pot \\-h 7\\fR
            Fire a high pot.
            .SH "FILES"
            \\&.kiln is \\ea \\(aqdir\\(aq at \\(tik.
            It\\(aqs\\[u2026]
            .PP
            .RS "4"
            .nf
            \\&.x
              \\(aqy
            .fi
            .RE
            .SH "EXIT STATUS"
            .TP
            \\fB0\\fR
            All is well.
            .TP
            \\fB2\\fR
            Bad usage.

            """
        #expect(page.hasSuffix(end))
    }

    @Test(.enabled(if: InstalledProgram.mandoc.isInstalled, "mandoc is not installed"))
    func `mandoc finds nothing to complain about`() throws {
        let (output, status) = try InstalledProgram.mandoc.run(["-T", "lint"], on: page)
        #expect(output == "")
        #expect(status == 0)
    }

    @Test(.enabled(if: InstalledProgram.man.isInstalled, "man is not installed"))
    func `man shows the text as it was written`() throws {
        let (output, _) = try InstalledProgram.man.run(["--warnings", "-P", "cat", "-l"], on: page)
        #expect(output.contains("       .kiln is \\a 'dir' at ~k.  It's…\n"))
        #expect(output.contains("       -t, --time DURATION\n              Stop after this time.\n"))
        #expect(!output.contains("warning"))
    }
}
