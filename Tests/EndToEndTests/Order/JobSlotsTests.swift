import SystemCalls
import Testing

/// Jobs that occupy several slots.
@Suite struct JobSlotsTests {
    private static let untilGo = "while [ ! -e go ]; do sleep 0.05; done"

    @Test func `a job that occupies more slots than there are says so, and those behind it start`() async throws {
        try await TestSpool.with { spool in
            let large = try await spool.submit("--slots", "3", "true")
            let small = try await spool.submit("true")
            _ = try await spool.supervise("--slots", "2")
            let outcome = try await spool.outcome(of: small)
            #expect(outcome == "succeeded")
            let why = try await spool.run("why", "\(large)")
            #expect(why.outputText.contains("It occupies 3 slots, and the supervisor has 2 slots."))
        }
    }

    @Test func `after a supervisor was killed the next one knows what running jobs occupy`() async throws {
        try await TestSpool.with { spool in
            let first = try await spool.submit("--slots", "2", "-c", Self.untilGo)
            let supervisor = try await spool.supervise("--slots", "2")
            _ = try await spool.command(of: first)
            supervisor.signal(9)
            _ = try await supervisor.result()
            let second = try await spool.submit("true")
            _ = try await spool.supervise("--slots", "2")
            _ = try await spool.run("ping")
            #expect(spool.jobs(in: "queued") == [second])
            try writeFile(spool.base + "/go", "")
            let outcome = try await spool.outcome(of: second)
            #expect(outcome == "succeeded")
        }
    }
}
