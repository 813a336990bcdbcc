import Testing

/// Looking at an attempt that was not the last.
@Suite struct AttemptTests {
    @Test func `log and result show any attempt`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "echo out $SPOOL_ATTEMPT; echo err $SPOOL_ATTEMPT >&2; test $SPOOL_ATTEMPT = 2 || kill -9 $PPID",
                "--on-loss", "requeue")
            try await spool.supervise("--drain")
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(try await spool.run("log", "1").outputText == "out 2\n")
            #expect(try await spool.run("log", "1", "--attempt", "1").outputText == "out 1\n")
            #expect(try await spool.run("log", "1", "--attempt=1", "--stderr").outputText == "err 1\n")
            let lost = try await spool.run("result", "1", "--attempt", "1", "--json")
            #expect(lost.code == 0 && lost.outputText.hasPrefix(#"{"outcome":"lost","attempt":1,"#))
            for command in ["log", "result"] {
                let none = try await spool.run(command, "1", "--attempt", "3")
                #expect(none.code == 1 && none.errorText.contains("job 1 has no attempt 3; there were 2."))
            }
        }
    }
}
