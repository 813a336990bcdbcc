import SystemCalls
import Testing

/// Nothing to do costs nothing.
@Suite struct IdleTests {
    @Test func `an idle supervisor is not woken at all`() async throws {
        try await TestSpool.with { spool in
            let supervisor = try await spool.supervise("--slots", "2")
            for _ in 1...3 { _ = try await spool.submit("true") }
            try await eventually("the end of all jobs") { spool.jobs(in: "succeeded").count == 3 }
            try await expectQuiet(supervisor.pid)
        }
    }

    @Test func `a supervisor and a shepherd that wait for a job are not woken at all`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("sleep", "1000")
            _ = try await spool.submit("sleep", "1000")
            let supervisor = try await spool.supervise("--slots", "1")
            _ = try await spool.command(of: id)
            try await expectQuiet(supervisor.pid)
            try await expectQuiet(try #require(spool.pids(of: id).shepherd).pid)
        }
    }

    @Test func `a supervisor that waits for jobs of an earlier one is not woken at all`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("sleep", "1000")
            let first = try await spool.supervise()
            _ = try await spool.command(of: id)
            try await first.end()
            try await expectQuiet(try await spool.supervise().pid)
        }
    }

    /// Waits until two seconds pass without one context switch.
    private func expectQuiet(_ pid: Int32) async throws {
        var last = contextSwitches(of: pid)
        var since = ContinuousClock.now
        try await eventually("two seconds without a context switch of process \(pid)") {
            let now = contextSwitches(of: pid)
            if now != last { (last, since) = (now, ContinuousClock.now) }
            return ContinuousClock.now - since > .seconds(2)
        }
    }
}
