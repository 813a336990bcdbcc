import Foundation
import Testing

@testable import SpoolModel

@Suite struct ShellQuotedTests {
    @Test(arguments: [
        ("plain", "plain"), ("a/b-c_d.e:f=1%,+@", "a/b-c_d.e:f=1%,+@"), ("", "''"), ("it's", #"'it'\''s'"#),
    ])
    func `only what needs quotes gets them`(argument: String, quoted: String) {
        #expect(String(decoding: shellQuoted(Array(argument.utf8)), as: UTF8.self) == quoted)
    }

    @Test func `sh reads back every argument byte for byte`() throws {
        let arguments: [[UInt8]] =
            [[], Array(1...255), [0xff, 0xfe]]
            + [
                "'", "''", "'''", "\\", "\\'", "\"$HOME\"", "`id`", "$(id)", "a b", "\n", "\n\n", "-n", "~", "*",
                "[a-z]",
                "#", "a#b", "!", "&", "|", ";", "<>", "{a,b}", "\t", "\u{1b}", "=", "A=1",
            ].map { Array($0.utf8) }
        let words = arguments.map { shellQuoted($0) }.joined(separator: [UInt8(ascii: " ")])
        // Through a file: Foundation passes arguments on as text.
        let script = FileManager.default.temporaryDirectory.appendingPathComponent("spool-quoted-\(UUID())")
        defer { try? FileManager.default.removeItem(at: script) }
        try Data(Array("printf '%s\\0' ".utf8) + words).write(to: script)
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = [script.path]
        let output = Pipe()
        shell.standardOutput = output
        try shell.run()
        let read = try #require(try output.fileHandleForReading.readToEnd())
        shell.waitUntilExit()
        #expect(read.dropLast().split(separator: 0, omittingEmptySubsequences: false).map(Array.init) == arguments)
    }
}
