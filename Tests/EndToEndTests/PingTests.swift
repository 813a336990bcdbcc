import Glibc
import Testing

@Suite struct PingTests {
    @Test func `a supervisor that is alive answers`() async throws {
        try await TestSpool.with { spool in
            let supervisor = try await spool.supervise()
            let result = try await spool.run("ping")
            #expect(result.code == 0)
            #expect(result.outputText.hasPrefix("supervisor \(supervisor.pid) answered within "))
            #expect(result.errorText == "")
        }
    }

    @Test func `without a supervisor it says how to start one`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            let result = try await spool.run("ping")
            #expect(result.code == 1)
            #expect(result.errorText.contains("no supervisor is alive"))
            #expect(result.errorText.contains("'spool supervise' starts one"))
        }
    }

    @Test func `a stopped supervisor does not answer, and answers when it is continued`() async throws {
        try await TestSpool.with { spool in
            let supervisor = try await spool.supervise()
            supervisor.signal(SIGSTOP)
            let result = try await spool.run("ping", "--timeout", "200ms")
            #expect(result.code == 1)
            #expect(result.errorText.contains("supervisor \(supervisor.pid) does not answer within 0.2s"))
            supervisor.signal(SIGCONT)
            #expect(try await spool.run("ping").code == 0)
        }
    }
}
