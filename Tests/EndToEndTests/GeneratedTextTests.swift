import CommandLineSyntax
import Testing

@testable import Tool

@Suite struct GeneratedTextTests {
    @Test func `nothing in the declarations would make a user stumble`() {
        #expect(problems(in: tool.description) == [])
    }

    @Test func `the committed manual page is the one that the program prints`() async throws {
        try await TestSpool.with { spool in
            let printed = try await spool.run("manual")
            #expect(printed.code == 0)
            let committed = readText(Self.repository + "/docs/spool.1")
            #expect(committed == printed.outputText, "Run: swift run spool manual > docs/spool.1")
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `a completion script is one that its shell reads without complaint`(shell: String) async throws {
        try await TestSpool.with { spool in
            let script = try await spool.run("completions", shell)
            #expect(script.code == 0)
            #expect(script.outputText.contains("prune"))
            guard ["/bin", "/usr/bin"].contains(where: { fileExists("\($0)/\(shell)") }) else { return }
            try writeFile(spool.base + "/script", script.outputText)
            let check = try await spool.execute(shell, "-n", spool.base + "/script")
            #expect(check.code == 0, "\(check.errorText)")
            #expect(check.errorText == "")
        }
    }

    /// The directory of `Package.swift`.
    private static let repository = String(#filePath).split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
}
