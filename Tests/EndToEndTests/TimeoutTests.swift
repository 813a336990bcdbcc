import Glibc
import SystemCalls
import Testing

/// `--timeout` and `--grace`: the shepherd ends what takes too long.
@Suite struct TimeoutTests {
    @Test func `a job that takes too long gets SIGTERM with its whole tree, and is timed-out`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "trap 'echo clean; exit 0' TERM; setsid sleep 1000 & echo $! > daemon; wait; wait",
                "--timeout", "500ms")
            try await spool.drain()
            #expect(spool.state(of: id) == "timed-out")
            #expect(spool.result(of: id)["exit_code"] == "0")
            #expect(spool.output(of: id) == "clean\n")
            let daemon = try #require(pid_t(readLines(spool.base + "/daemon")[0]))
            #expect(!isAlive(daemon))
            let why = try await spool.run("why", "\(id)").outputText
            #expect(why.contains("It was ended because its time of 0.5s was up."))
            let wait = try await spool.run("wait", "\(id)")
            #expect(wait.code == 124)
        }
    }

    @Test func `a job that ignores SIGTERM is killed after its own grace period`() async throws {
        try await TestSpool.with { spool in
            let line = "trap '' TERM; echo ready; while :; do sleep 0.05; done"
            let late = try await spool.submit(line: line, "--timeout", "300ms", "--grace", "200ms")
            let cancelled = try await spool.submit(line: line, "--grace", "0")
            try await spool.supervise()
            #expect(try await spool.outcome(of: late) == "timed-out")
            #expect(spool.result(of: late)["signal"] == "9")
            try await eventually("the trap is set") { spool.output(of: cancelled) == "ready\n" }
            let cancel = try await spool.run("cancel", "\(cancelled)")
            #expect(cancel.code == 0)
            #expect(spool.fields("cancel", of: cancelled)["grace_ms"] == "0")
            #expect(try await spool.outcome(of: cancelled) == "cancelled")
        }
    }

    @Test func `a job that ends in time is none the worse for a limit`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--timeout", "1d", "true")
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
            let show = try await spool.run("show", "--json", "\(id)").outputText
            #expect(show.contains(#""timeout_ms":86400000,"grace_ms":10000"#))
        }
    }

    @Test func `each task of an array has the time to itself`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "if [ {} = 2 ]; then exec sleep 1000; fi", "--array", "1-3", "--timeout", "500ms")
            try await spool.drain("--slots", "3")
            #expect(spool.state(of: id) == "timed-out")
            let tasks = try await spool.run("status", "\(id).1-3").outputText
            #expect(tasks.contains("timed-out"))
        }
    }

    @Test func `a limit that could never be reached is refused`() async throws {
        try await TestSpool.with { spool in
            for limit in ["0", "400d", "soon"] {
                let result = try await spool.run("submit", "--timeout", limit, "true")
                #expect(result.code == 2)
            }
        }
    }
}
