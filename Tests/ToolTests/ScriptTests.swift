import CommandLineSyntax
import Testing

@testable import Tool

@Suite struct ScriptTests {
    @Test(arguments: [
        ("", []), (" \t ", []), ("--timeout  2h\t--hold", ["--timeout", "2h", "--hold"]), ("a'b c'd", ["ab cd"]),
        ("'' \"\"", ["", ""]), (#"'\'"#, ["\\"]), (#""\"\$\`\\\n""#, [#""$`\\n"#]), (#"a\ b \'"#, ["a b", "'"]),
        ("a # b", ["a"]), ("a#b '#' \\#", ["a#b", "#", "#"]), ("$HOME * ~", ["$HOME", "*", "~"]),
    ])
    func `words are those of a shell, without expansion`(line: String, words: [String]) throws {
        #expect(try shellWords(line.utf8).map { String(decoding: $0, as: UTF8.self) } == words)
    }

    @Test(arguments: ["'", "a \"b", "\"\\\"", "a\\"])
    func `a quote or a backslash without an end is refused`(line: String) {
        #expect(throws: UsageProblem.self) { try shellWords(line.utf8) }
    }

    @Test(arguments: [
        ("#!/bin/sh\n#SPOOL --hold\n", [2]), ("#SPOOL a\n#SPOOL b", [1, 2]), ("\n \t\n# a\n  # b\n#SPOOL\n", [5]),
        ("#SPOOL a\necho\n#SPOOL b\n", [1]), ("#SPOOL\ta\n#SPOOLX\n #SPOOL b\n# SPOOL c\n#spool d\n", [1]), ("", []),
        ("#SPOOL a\nx", [1]),
    ])
    func `options stand in the comments that the script begins with`(script: String, lines: [Int]) {
        #expect(Script.optionTexts(in: Array(script.utf8)).map(\.line) == lines)
    }
}
