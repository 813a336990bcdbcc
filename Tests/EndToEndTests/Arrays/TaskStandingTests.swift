import Testing

/// Where a task of an array stands, for all commands the same: what is to be run again has not ended.
@Suite struct TaskStandingTests {
    /// Symptom: once another task had begun, it counted as failed, and what waited for it was cancelled.
    @Test func `a task that was retried waits for its turn`() async throws {
        try await TestSpool.with { spool in
            let line = "[ -e again ] || exit 3; touch begun.{}; until [ -e go ]; do sleep 0.05; done"
            let id = try await spool.submit(line: line, "--array", "1-2")
            try await spool.drain()
            try writeFile(spool.base + "/again", "")
            #expect(try await spool.run("retry", "--failed", "\(id)").code == 0)
            let after = try await spool.submit("--after", "\(id).2", "true")
            try await spool.supervise("--slots", "1")
            try await eventually("the first task runs again") { fileExists(spool.base + "/begun.1") }
            #expect(try await spool.run("status", "\(id).2").outputText.contains("queued"))
            #expect(try await spool.run("wait", "--timeout", "0", "\(id).2").code == 124)
            #expect(try await spool.run("hold", "\(id).2").code == 0)
            #expect(try await spool.run("release", "\(id).2").code == 0)
            #expect(try await spool.run("ping").code == 0)
            #expect(spool.state(of: after) == "waiting")
            try writeFile(spool.base + "/go", "")
            #expect(try await spool.outcome(of: after) == "succeeded")
        }
    }

    /// Symptom: what waited for it was cancelled, 'which was lost', and it succeeded.
    @Test func `a task that was lost and is to be run again waits for its turn`() async throws {
        try await TestSpool.with { spool in
            let line = "echo {} >> begun; until [ -e go ]; do sleep 0.05; done"
            let id = try await spool.submit(line: line, "--on-loss", "requeue", "--array", "1-2")
            let after = try await spool.submit("--after", "\(id).2", "true")
            try await spool.supervise("--slots", "2")
            try await eventually("both run") { readLines(spool.base + "/begun").count == 2 }
            #expect(try await spool.run("hold", "\(id).1-2").code == 0)
            try await spool.killShepherd(of: id)
            try await spool.wait(for: id, toBe: "held")
            #expect(spool.tasks(of: id) == [1: "lost", 2: "lost"])
            #expect(try await spool.run("status", "\(id).2").outputText.contains("held"))
            #expect(try await spool.run("ping").code == 0)
            #expect(spool.state(of: after) == "waiting")
            try writeFile(spool.base + "/go", "")
            #expect(try await spool.run("release", "\(id)").code == 0)
            #expect(try await spool.outcome(of: after) == "succeeded")
        }
    }

    /// Symptom: all of them started.
    @Test func `of an array that is held as a whole one task can be released`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--hold", "--array", "1-4", "echo", "{}")
            #expect(try await spool.run("release", "\(id).2-3").code == 0)
            try await spool.drain()
            #expect(spool.state(of: id) == "held" && spool.tasks(of: id) == [2: "succeeded", 3: "succeeded"])
            #expect(try await spool.run("release", "\(id).4").code == 0)
            try await spool.drain()
            #expect(spool.tasks(of: id, attempt: 2) == [4: "succeeded"])
            #expect(try await spool.run("release", "\(id)").code == 0)
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
        }
    }

    /// Symptom: it was held for ever, with nothing in it that could be released.
    @Test func `a held array ends when its last task is cancelled`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--hold", "--array", "1-3", "true")
            #expect(try await spool.run("cancel", "\(id).1-2").code == 0)
            #expect(spool.state(of: id) == "held")
            #expect(try await spool.run("cancel", "\(id).3").code == 0)
            try await spool.drain()
            #expect(spool.state(of: id) == "cancelled")
        }
    }
}
