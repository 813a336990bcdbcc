import Glibc
import SystemCalls
import Testing

/// Promise: when a shepherd is killed its command is found and ended, and the job is lost or runs again: never silently gone.
@Suite struct ShepherdKilledTests {
    /// A command with a child in the background, a daemon in a session of its own, and the daemon's child.
    private static let family =
        #"echo $$ >> pids; sleep 1000 & echo $! >> pids; "#
        + #"setsid sh -c 'echo $$ >> pids; sleep 1000 & echo $! >> pids; echo ready >> pids; wait' & wait"#

    private func family(of spool: TestSpool, members: Int = 4) async throws -> [pid_t] {
        try await eventually("the command and its children") { readLines(spool.base + "/pids").contains("ready") }
        let pids = readLines(spool.base + "/pids").compactMap { pid_t($0) }
        #expect(pids.count == members)
        return pids
    }

    /// Symptom: `--drain` ended beside a job that waited for its next attempt, and another supervisor forgot it until something else happened.
    @Test(.enabled(if: Interruption.isPossible, "needs strace"))
    func `a job runs again whose shepherd was killed before it could tell of the delay`() async throws {
        try await TestSpool.with { spool in
            let line = "touch begun; until [ -e go ]; do sleep 0.05; done; exit 1"
            let id = try await spool.submit(line: line, "--retries", "1", "--delay", "200ms")
            let supervisor = try await spool.supervise("--drain")
            try await eventually("it runs") { fileExists(spool.base + "/begun") }
            try await spool.disturbShepherd(of: id, Disturbance("utimensat", "signal=KILL"))
            try writeFile(spool.base + "/go", "")
            #expect(try await supervisor.result().code == 0)
            #expect(spool.state(of: id) == "failed" && spool.file("pid.2", of: id) != nil)
            #expect(spool.disturbances.contains("killed by SIGKILL"))
        }
    }

    @Test(arguments: [true, false])
    func `the whole tree of a command is ended with its shepherd, and the job is lost`(
        isSupervised: Bool
    ) async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: Self.family)
            let supervisor = try await spool.supervise()
            let pids = try await family(of: spool)
            if !isSupervised { try await supervisor.end() }
            try await spool.killShepherd(of: id)
            if !isSupervised {
                #expect(pids.allSatisfy { isAlive($0) })
                try await spool.supervise()
            }
            #expect(try await spool.outcome(of: id) == "lost")
            #expect(!pids.contains { isAlive($0) })
            let result = spool.result(of: id)
            #expect(result["exit_code"] == nil && result["signal"] == nil && result["wall_us"] == nil)
            #expect(result["left_behind"] == "4")
            #expect(result["reason"]?.contains("shepherd") == true)
        }
    }

    @Test func `a command that had ended itself leaves its daemon to be found`() async throws {
        try await TestSpool.with { spool in
            let daemon = "setsid sh -c 'echo $$ >> pids; echo ready >> pids; sleep 1000; true' & sleep 0.1"
            let id = try await spool.submit(line: "\(daemon); kill -9 $PPID")
            try await spool.supervise()
            #expect(try await spool.outcome(of: id) == "lost")
            #expect(!(try await family(of: spool, members: 1)).contains { isAlive($0) })
        }
    }

    @Test func `a lost job that was submitted so runs again, three times in all`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "echo $SPOOL_ATTEMPT >> notes; kill -9 $PPID; sleep 1000", "--on-loss", "requeue")
            try await spool.supervise()
            #expect(try await spool.outcome(of: id) == "lost")
            #expect(readLines(spool.base + "/notes") == ["1", "2", "3"])
            for attempt in 1...3 { #expect(spool.result(of: id, attempt: attempt)["outcome"] == "lost") }
        }
    }

    @Test func `a lost job that runs again may succeed`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "if [ $SPOOL_ATTEMPT = 1 ]; then kill -9 $PPID; sleep 1000; fi; echo done",
                "--on-loss", "requeue")
            try await spool.drain()
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(spool.result(of: id, attempt: 1)["outcome"] == "lost")
            #expect(spool.result(of: id, attempt: 2)["outcome"] == "succeeded")
            #expect(spool.output(of: id, attempt: 2) == "done\n")
        }
    }

    @Test func `the cap is kept while a survivor lives`() async throws {
        try await TestSpool.with { spool in
            let stubborn = try await spool.submit(
                line: "trap '' TERM; echo ready >> pids; while :; do sleep 0.1; [ -e go ] && exit; done")
            let next = try await spool.submit("true")
            try await spool.supervise("--slots", "1")
            try await eventually("the command runs") { !readLines(spool.base + "/pids").isEmpty }
            let command = try await spool.command(of: stubborn)
            try await spool.killShepherd(of: stubborn)
            try await eventually("another shepherd has asked it to end") {
                !isAlive(command) || isHeldBySomebody(spool.path + "/running/\(stubborn)")
            }
            #expect(isAlive(command))
            #expect(spool.state(of: next) == "queued")
            #expect(spool.state(of: stubborn) == "running")
            try writeFile(spool.base + "/go", "")
            #expect(try await spool.outcome(of: stubborn) == "lost")
            #expect(!isAlive(command))
            #expect(try await spool.outcome(of: next) == "succeeded")
        }
    }

    @Test func `a shepherd that is killed again and again is followed by another one`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "trap '' TERM; echo ready >> pids; while :; do sleep 0.1; done")
            try await spool.supervise()
            try await eventually("the command runs") { !readLines(spool.base + "/pids").isEmpty }
            let command = try await spool.command(of: id)
            try await spool.killShepherd(of: id)
            for _ in 1...2 {
                let next = try await value("another shepherd") { shepherds(of: spool).first }
                #expect(ProcessHandle(next)?.send(SIGKILL) == true)
                try await eventually("its end") { !isAlive(next) }
            }
            #expect(isAlive(command))
            #expect(spool.state(of: id) == "running")
            // The request to cancel takes the grace period away.
            try spool.requestCancel(id, graceMilliseconds: 0)
            #expect(try await spool.outcome(of: id) == "cancelled")
            #expect(!isAlive(command))
        }
    }

    /// Whether somebody holds the lock of a job's directory.
    private func isHeldBySomebody(_ directory: String) -> Bool {
        guard let opened = try? FileDescriptor.workingDirectory.openDirectory(FilePath(directory)) else { return false }
        return (try? opened.tryLock()) == false
    }

    private func shepherds(of spool: TestSpool) -> [ProcessIdentity] {
        allProcesses().map(\.identity).filter { process in
            (try? FilePath("/proc/\(process.pid)/fd/1").linkTarget()) == FilePath(spool.path)
        }
    }
}
