import Testing

/// `hold`, `release` and `submit --hold`.
@Suite struct HoldTests {
    @Test func `a held job is not started, and a released one is`() async throws {
        try await TestSpool.with { spool in
            let held = try await spool.submit("--hold", "echo", "held")
            let queued = try await spool.submit("echo", "queued")
            try await spool.drain()
            #expect(spool.state(of: held) == "held" && spool.state(of: queued) == "succeeded")
            #expect(try await spool.run("release", "\(held)").code == 0)
            #expect(spool.state(of: held) == "queued")
            try await spool.drain()
            #expect(spool.output(of: held) == "held\n")
        }
    }

    @Test func `a queued job can be held, released and held again`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("true")
            for (command, state) in [("hold", "held"), ("hold", "held"), ("release", "queued"), ("hold", "held")] {
                let result = try await spool.run("\(command)", "\(id)")
                #expect(result.code == 0 && result.error == [])
                #expect(spool.state(of: id) == state)
            }
            let text = try await spool.run("status").outputText
            #expect(text.contains("held") && text.contains("1 held, 0 queued, 0 running."))
        }
    }

    @Test func `a release is seen by a supervisor that is idle`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--hold", "true")
            try await spool.supervise()
            #expect(try await spool.run("release", "\(id)").code == 0)
            #expect(try await spool.outcome(of: id) == "succeeded")
        }
    }

    @Test func `what runs or has ended cannot be held, and the others are`() async throws {
        try await TestSpool.with { spool in
            let ended = try await spool.submit("true")
            try await spool.drain()
            let running = try await spool.submit("sleep", "1000")
            try await spool.supervise("--slots", "1")
            try await spool.command(of: running)
            let queued = try await spool.submit("true")
            let result = try await spool.run("hold", "\(ended)", "\(running)", "\(queued)", "99")
            #expect(result.code == 1)
            #expect(result.errorText.contains("job \(ended) is succeeded: it cannot be held."))
            #expect(result.errorText.contains("job \(running) is running: it cannot be held."))
            #expect(result.errorText.contains("there is no job 99"))
            #expect(spool.state(of: queued) == "held")
            #expect(try await spool.run("release", "\(ended)").code == 1)
        }
    }

    /// Symptom: a task was said to be held, and ran: its shepherd had looked at the orders just before.
    @Test(.enabled(if: Interruption.isPossible, "needs strace"))
    func `a task that is held amid its start does not run`() async throws {
        try await TestSpool.with { spool in
            let line = "while [ {} = 1 ] && [ ! -e go ]; do sleep 0.05; done; touch ran.{}"
            let id = try await spool.submit(line: line, "--array", "1-2", "--max-running", "1")
            try await spool.supervise()
            try await eventually("a task runs") { !spool.children(ofShepherdOf: id).isEmpty }
            let first = spool.children(ofShepherdOf: id)
            // The start of a task is written when its process stands ready.
            try await spool.disturbShepherd(of: id, Disturbance("pwrite64", "delay_enter=1500000"))
            try writeFile(spool.base + "/go", "")
            try await eventually("the second task stands ready") {
                !spool.children(ofShepherdOf: id).subtracting(first).isEmpty
            }
            #expect(try await spool.run("hold", "\(id).2").code == 0)
            try await spool.wait(for: id, toBe: "held")
            #expect(fileExists(spool.base + "/ran.1") && !fileExists(spool.base + "/ran.2"))
            #expect(try await spool.run("release", "\(id)").code == 0)
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(fileExists(spool.base + "/ran.2"))
        }
    }

    @Test func `a task that runs cannot be held, and of a range the others are`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--array", "1-2", "sh", "-c", "touch started.{}; sleep 1000")
            try await spool.supervise("--slots", "1")
            try await eventually("the first task executes") { fileExists(spool.base + "/started.1") }
            let result = try await spool.run("hold", "\(id).1")
            #expect(result.code == 1)
            #expect(result.errorText == "spool: task \(id).1 is running: it cannot be held.\n")
            #expect(try await spool.run("hold", "\(id).1-2").code == 0)
            #expect(try await spool.run("status", "\(id).2").outputText.contains("held"))
            #expect(try await spool.run("cancel", "--grace", "0", "\(id)").code == 0)
        }
    }

    @Test func `a held job can be cancelled, waited for and checked`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--hold", "true")
            #expect(try await spool.run("check").code == 0)
            #expect(try await spool.run("wait", "--timeout", "0", "\(id)").code == 124)
            #expect(try await spool.run("cancel", "\(id)").code == 0)
            #expect(spool.state(of: id) == "cancelled")
        }
    }

    @Test func `wait sees the end of a job that was held and released meanwhile`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--hold", "exit", "0")
            let wait = try spool.start([TestSpool.tool, "--spool", spool.path, "wait", "\(id)"])
            try await spool.supervise()
            #expect(try await spool.run("release", "\(id)").code == 0)
            #expect(try await wait.result().code == 127)
        }
    }

    /// Symptom: who waited for it learned nothing, for ever.
    @Test(arguments: [["wait", "1"], ["wait", "1.2"], ["results", "--follow", "1"]])
    func `who waits for what is held is told that`(command: [String]) async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("--hold", "--array", "1-2", "true")
            try await spool.supervise()
            let errors = spool.base + "/errors"
            let words = ["/bin/sh", "-c", #""$0" --spool "$@" 2> errors"#, TestSpool.tool, spool.path] + command
            let waiting = try spool.start(words)
            try await eventually("it is told") {
                readText(errors) == "spool: job 1 is held until 'spool release'.\n"
            }
            #expect(try await spool.run("release", "1").code == 0)
            #expect(try await waiting.result().code == 0)
        }
    }
}
