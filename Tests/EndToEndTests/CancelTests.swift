import Glibc
import SystemCalls
import Testing

/// A request to cancel is a file; whoever looks after the job acts on it.
@Suite struct CancelTests {
    @Test func `a running job gets SIGTERM, and its result says so`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("sleep", "1000")
            try await spool.supervise()
            try await spool.command(of: id)
            try spool.requestCancel(id, graceMilliseconds: 60000)
            #expect(try await spool.outcome(of: id) == "cancelled")
            #expect(spool.result(of: id)["signal"] == "15")
        }
    }

    @Test func `the whole tree gets SIGTERM, and the command may clean up`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "trap 'echo clean; exit 9' TERM; setsid sleep 1000 & echo $! > daemon; wait; wait")
            try await spool.supervise()
            try await eventually("the daemon runs") { !readLines(spool.base + "/daemon").isEmpty }
            let daemon = try #require(pid_t(readLines(spool.base + "/daemon")[0]))
            try spool.requestCancel(id, graceMilliseconds: 60000)
            #expect(try await spool.outcome(of: id) == "cancelled")
            #expect(spool.output(of: id) == "clean\n")
            #expect(spool.result(of: id)["exit_code"] == "9")
            #expect(!isAlive(daemon))
        }
    }

    @Test func `a job that ignores SIGTERM is killed after the grace period`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "trap '' TERM; echo ready; while :; do sleep 0.05; done")
            try await spool.supervise()
            try await eventually("the trap is set") { spool.output(of: id) == "ready\n" }
            let asked = ContinuousClock.now
            try spool.requestCancel(id, graceMilliseconds: 700)
            #expect(try await spool.outcome(of: id) == "cancelled")
            #expect(ContinuousClock.now - asked >= .milliseconds(700))
            #expect(spool.result(of: id)["signal"] == "9")
        }
    }

    @Test func `a stopped job can be cancelled`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "kill -STOP $$; sleep 1000")
            try await spool.supervise()
            let command = try await spool.command(of: id)
            try await eventually("the command is stopped") {
                readText("/proc/\(command.pid)/status")?.contains("State:\tT") == true
            }
            try spool.requestCancel(id, graceMilliseconds: 60000)
            #expect(try await spool.outcome(of: id) == "cancelled")
        }
    }

    @Test func `a second request with a shorter grace period counts`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "trap '' TERM; echo ready; while :; do sleep 0.05; done")
            try await spool.supervise()
            try await eventually("the trap is set") { spool.output(of: id) == "ready\n" }
            try spool.requestCancel(id, graceMilliseconds: 1_000_000)
            try spool.requestCancel(id, graceMilliseconds: 0)
            #expect(try await spool.outcome(of: id) == "cancelled")
            #expect(spool.result(of: id)["signal"] == "9")
        }
    }

    @Test func `a fork bomb of children that ignore SIGTERM is ended to the last process`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: #"trap '' TERM; echo 'sh forever & sh forever & sleep 0.2' > forever; "#
                    + #"while :; do setsid sh -c 'sleep 0.3 & sleep 0.3' & sleep 0.02; done"#)
            try await spool.supervise()
            try await spool.command(of: id)
            try spool.requestCancel(id, graceMilliseconds: 100)
            #expect(try await spool.outcome(of: id) == "cancelled")
            let mark = "SPOOL_JOB_DIR=\(spool.path)/running/\(id)".bytes
            #expect(
                !allProcesses().contains {
                    !$0.isZombie && environmentOfProcess($0.identity.pid)?.contains(mark) == true
                })
        }
    }

    @Test func `a queued job with a request is never started`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("touch", "started")
            try spool.requestCancel(id, graceMilliseconds: 0)
            try await spool.drain()
            #expect(spool.state(of: id) == "cancelled")
            #expect(!fileExists(spool.base + "/started"))
            #expect(spool.file("pid.1", of: id) == nil)
        }
    }

    @Test func `a torn request asks for the end at once`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "trap '' TERM; echo ready; while :; do sleep 0.05; done")
            try await spool.supervise()
            try await eventually("the trap is set") { spool.output(of: id) == "ready\n" }
            try writeFile(try #require(spool.directory(of: id)) + "/cancel", "cancel=1\nat_ms=")
            #expect(try await spool.outcome(of: id) == "cancelled")
        }
    }

    /// Symptom: it counted tasks that wait, and a program that looked for their end would have looked for ever.
    @Test func `no task of an array that was cancelled waits`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "touch begun; exec sleep 1000; : {}", "--array", "1-9")
            try await spool.supervise("--slots", "1")
            try await eventually("a task runs") { fileExists(spool.base + "/begun") }
            #expect(try await spool.run("cancel", "\(id)").code == 0)
            try await spool.wait(for: id, toBe: "cancelled")
            #expect(try await spool.run("status", "\(id)").outputText.contains("9 of 9 tasks, 9 cancelled"))
            for command in [["result", "--json", "\(id)"], ["status", "--json", "\(id)"]] {
                let json = try await spool.run(bytes: command.map(\.bytes)).outputText
                #expect(json.contains(#""waiting":0,"#) && json.contains(#""cancelled":9,"#), "\(json)")
            }
            let why = try await spool.run("why", "\(id)").outputText
            #expect(why.contains("'spool retry \(id)' runs all of them again."), "\(why)")
        }
    }
}

extension TestSpool {
    /// Asks for the end of a job by plain file operations, as docs/spool-format.md tells.
    func requestCancel(_ id: Int, graceMilliseconds: Int) throws {
        let job = try #require(directory(of: id))
        try writeFile(
            job + "/cancel.new", "cancel=1\nat_ms=1700000000000\ngrace_ms=\(graceMilliseconds)\nend=cancel\n")
        try renameFile(job + "/cancel.new", job + "/cancel")
    }
}
