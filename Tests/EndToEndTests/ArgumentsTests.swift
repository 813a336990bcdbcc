import Testing

/// Arguments reach the command byte for byte.
@Suite struct ArgumentsTests {
    /// Prints its arguments, each ended with NUL.
    private static let printer = ["sh", "-c", #"for a; do printf '%s\0' "$a"; done"#, "sh"].map(\.bytes)

    @Test(arguments: [
        [Array(1...255)],
        [[], "".bytes, "a".bytes, []],
        [[0xff, 0xfe, 0x80], "\n".bytes, "\n\n".bytes, "a\nb=c\nend=job".bytes],
        ["--".bytes, "--name".bytes, "-x".bytes, "--help".bytes],
        ["'; touch broken; '".bytes, "$(touch broken)".bytes, "`touch broken`".bytes, "*".bytes, "~".bytes],
        [Array(repeating: 0x61, count: 100_000)],
    ])
    func `arguments of any bytes but NUL reach the command`(arguments: [[UInt8]]) async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(bytes: Self.printer + arguments)
            try await spool.drain()
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(nulSeparated(spool.file("output.1", of: id) ?? []) == arguments)
            #expect(!fileExists(spool.base + "/broken"))
        }
    }

    @Test func `options of the command are the command's`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("echo", "--name", "x", "--wait")
            try await spool.drain()
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(spool.output(of: id) == "--name x --wait\n")
        }
    }

    @Test func `each line of a batch is a job of its own, with consecutive ids`() async throws {
        try await TestSpool.with { spool in
            let lines = "echo one\necho 'two  words'\n\nprintf '\\377'\n"
            let result = try await spool.run("submit", "--batch", "-", input: lines.bytes)
            #expect(result.outputText == "1\n2\n3\n")
            try await spool.drain()
            for id in 1...3 { #expect(try await spool.outcome(of: id) == "succeeded") }
            #expect(spool.output(of: 1) == "one\n")
            #expect(spool.output(of: 2) == "two  words\n")
            #expect(spool.file("output.1", of: 3) == [0xff])
            #expect(namesIn(spool.path + "/tmp") == [])
        }
    }

    @Test func `a line with a NUL byte is refused, and nothing is queued`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run("submit", "--batch", "-", input: [0x61, 10, 0x62, 0, 0x63, 10])
            #expect(result.code == 1)
            #expect(result.errorText.contains("line 2"))
            #expect(result.errorText.contains("Nothing was queued"))
            #expect(spool.allJobs == [])
        }
    }
}
