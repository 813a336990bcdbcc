import SystemCalls
import Testing

@testable import Tool

@Suite struct CronTableTests {
    private let spool: FilePath = "/home/ada/100% it's"
    private let line =
        #"* * * * * /usr/bin/spool --spool '/home/ada/100\% it'\''s' supervise >/dev/null 2>&1 # spool: /home/ada/100\% it's"#

    private func entry(slots: Int? = nil, spool: FilePath? = nil) throws -> CronEntry {
        try CronEntry(spool: spool ?? self.spool, tool: "/usr/bin/spool", slots: slots)
    }

    private func table(_ text: String) -> CronTable { CronTable(Array(text.utf8)) }
    private func text(_ table: CronTable) -> String { String(decoding: table.content, as: UTF8.self) }

    private func installed(in before: String, slots: Int? = nil) throws -> String {
        var table = table(before)
        table.install(try entry(slots: slots))
        return text(table)
    }

    @Test func `the line names program and spool, quoted for the shell and escaped for cron`() throws {
        #expect(String(decoding: try entry().line, as: UTF8.self) == line)
        let slots = String(decoding: try entry(slots: 3).line, as: UTF8.self)
        #expect(slots.contains(" supervise --slots 3 >/dev/null 2>&1 # spool: "))
    }

    @Test(arguments: [
        "", "MAILTO=ada\n", "# a comment\n\n@daily x\n", "0 5 * * * a\r\n1 5 * * * b\r\n",
        "* * * * * /usr/bin/spool --spool /else supervise >/dev/null 2>&1 # spool: /else\n",
    ])
    func `every other line stays as it was, and goes back to that`(before: String) throws {
        let after = try installed(in: before)
        #expect(after == before + line + "\n")
        var table = table(after)
        table.remove(spool)
        #expect(text(table) == before)
    }

    @Test func `a last line without a newline gets one, or it would run into the next`() throws {
        #expect(try installed(in: "@daily x") == "@daily x\n\(line)\n")
    }

    @Test func `bytes that are no text stay as they were`() throws {
        var table = CronTable([0xff, 0, 0x80, 10])
        table.install(try entry())
        #expect(table.content.starts(with: [0xff, 0, 0x80, 10]))
    }

    @Test func `installing twice changes nothing`() throws {
        #expect(try installed(in: "a\n\(line)\nb\n") == "a\n\(line)\nb\n")
    }

    @Test func `another number of slots takes the place of the old line, and further copies go`() throws {
        let new = String(decoding: try entry(slots: 2).line, as: UTF8.self)
        #expect(try installed(in: "a\n\(line)\nb\n\(line)\n", slots: 2) == "a\n\(new)\nb\n")
    }

    @Test func `a line that the user has changed is still the line of its spool`() throws {
        let changed = "@reboot nice \(line.dropFirst("* * * * * ".count))"
        #expect(table("a\n\(changed)\n").line(of: spool) == Array(changed.utf8))
        #expect(try installed(in: "\(changed)\n") == "\(line)\n")
    }

    @Test func `a line that is commented out is the user's`() throws {
        #expect(try installed(in: "#\(line)\n") == "#\(line)\n\(line)\n")
        #expect(table("#\(line)\n").line(of: spool) == nil)
    }

    @Test func `a spool whose name ends like another's mark is another one`() throws {
        let other: FilePath = "/b # spool: /a"
        var table = table("")
        table.install(try entry(spool: other))
        #expect(table.line(of: "/a") == nil)
        #expect(table.line(of: other) != nil)
        table.remove("/a")
        #expect(table.line(of: other) != nil)
    }

    @Test func `a path that no crontab can hold is refused`() {
        #expect(throws: CronEntry.Refusal.newline("/a\nb")) { try entry(spool: "/a\nb") }
        #expect(throws: CronEntry.Refusal.backslash("/a\\b")) { try entry(spool: "/a\\b") }
        #expect(throws: CronEntry.Refusal.newline("/x\n")) { try CronEntry(spool: "/a", tool: "/x\n", slots: nil) }
    }
}
