import Glibc
import SystemCalls
import Testing

/// Promise: where the machine refuses processes or descriptors, jobs wait in the queue, and the supervisor says why.
@Suite struct RefusedProcessTests {
    @Test func `without descriptors a job stays queued, and the reason is shown`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("true")
            let supervisor = try await spool.supervise(through: ["prlimit", "--nofile=12:1024"])
            try await eventually("a problem is shown") {
                spool.supervisor["problem"]?.contains("oo many open files") == true
            }
            try await spool.wait(for: id, toBe: "queued")
            #expect(supervisor.status == nil)
            // Given more, it goes on by itself.
            try await spool.execute("prlimit", "--nofile=1024:1024", "--pid", "\(supervisor.pid)")
            #expect(try await spool.outcome(of: id) == "succeeded")
            try await eventually("the problem is gone") { spool.supervisor["problem"] == nil }
            try await eventually("both were told") { readText(supervisor.errorPath)?.hasSuffix("again.\n") == true }
            let lines = readText(supervisor.errorPath)?.split(separator: "\n") ?? []
            #expect(lines.count == 2 && lines[0].contains("the supervisor may have 12 files open"), "\(lines)")
            #expect(lines.last == "spool: jobs start again.")
        }
    }

    /// Symptom: a supervisor that had something to tell was ended by SIGPIPE where nobody read its standard error any more.
    @Test func `a supervisor outlives the reader of its standard error`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("true")
            let words = [TestSpool.tool, "--spool", spool.path, "supervise"]
            let pipe = try spool.start(["sh", "-c", #"prlimit --nofile=12:1024 "$@" 2>&1 | :"#, "sh"] + words)
            try await eventually("a problem is shown") { spool.supervisor["problem"] != nil }
            let pid = try #require(spool.supervisor["pid"])
            try await spool.execute("prlimit", "--nofile=1024:1024", "--pid", pid)
            #expect(try await spool.outcome(of: id) == "succeeded")
            kill(try #require(pid_t(pid)), SIGTERM)
            _ = try await pipe.result()
        }
    }

    /// Symptom: with more slots than its limit allows the supervisor said that /proc/self/fd could not be read.
    @Test func `with more slots than the limit of files allows, status names the limit`() async throws {
        try await TestSpool.with { spool in
            let lines = String(repeating: "sleep 1000\n", count: 20)
            _ = try await spool.run("submit", "--batch", "-", input: lines.bytes)
            _ = try await spool.supervise(through: ["prlimit", "--nofile=30:1024"], ["--slots", "2000"])
            try await eventually("a problem is shown") { spool.supervisor["problem"] != nil }
            let status = try await spool.run("status")
            #expect(status.outputText.contains("the supervisor may have 30 files open (ulimit -n)"))
            #expect(!spool.jobs(in: "running").isEmpty)
            #expect(try await spool.run("cancel", "all").code == 0)
        }
    }

    /// Symptom: a process that no descriptor was free for was not asked to end, and was killed when the grace period was over.
    @Test(.enabled(if: Interruption.isPossible, "needs strace"), arguments: [[], ["--array", "1-1"]])
    func `a process that could not be had hold of once is asked to end all the same`(options: [String]) async throws {
        try await TestSpool.with { spool in
            let words = options + ["--grace", "1d", "-c", "sleep 1000 & : {}"]
            let id = try await spool.submit(bytes: words.map(\.bytes))
            let supervisor = try spool.start(
                ["supervise", "--drain"], with: Disturbance("pidfd_open", "error=EMFILE:when=1"), followsForks: true)
            #expect(try await supervisor.result().code == 0)
            #expect(spool.state(of: id) == "succeeded")
        }
    }

    @Test(arguments: 3...20)
    func `with any number of descriptors no job is lost`(limit: Int) async throws {
        try await TestSpool.with { spool in
            let lines = String(repeating: "echo >> notes\n", count: 6)
            _ = try await spool.run("submit", "--batch", "-", input: lines.bytes)
            let supervisor = try await spool.supervise(through: ["prlimit", "--nofile=\(limit)"], ["--slots", "4"])
            try await eventually("jobs have ended, or a problem is shown, or it has ended") {
                spool.jobs(in: "succeeded").count == 6 || spool.supervisor["problem"] != nil || supervisor.status != nil
            }
            try await supervisor.end()
            try await spool.drain()
            #expect(spool.jobs(in: "succeeded") == Array(1...6))
            #expect(readText(spool.base + "/notes")?.count == 6)
        }
    }

    /// What of the supervisor, its thread, a shepherd and a command is allowed.
    @Test(
        .enabled(if: Account.isPermitted, "needs the right to become another user, who can reach the programs"),
        arguments: 1...4)
    func `without processes a job stays queued, and the reason is shown`(limit: Int) async throws {
        let account = Account(number: uid_t(54_320 + limit))
        try await TestSpool.with { spool in
            try await account.own(spool)
            let id = try await spool.submit(as: account, "sh", "-c", "echo >> notes; (echo)")
            let supervisor = try await spool.supervise(through: account.prefix + ["prlimit", "--nproc=\(limit):100"])
            if limit < 4 {
                try await eventually("a problem is shown") {
                    spool.supervisor["problem"]?.contains("esource temporarily unavailable") == true
                }
                try await spool.wait(for: id, toBe: "queued")
            }
            #expect(supervisor.status == nil)
            let more = account.prefix + ["prlimit", "--nproc=100:100", "--pid", "\(supervisor.pid)"]
            #expect(try await spool.start(more).result().code == 0)
            try await spool.outcome(of: id)
            #expect(readText(spool.base + "/notes") == "\n", "it was started once")
            #expect(spool.file("pid.2", of: id) == nil, "what was put off is no attempt")
            #expect(spool.file("deferred", of: id) == nil)
            if limit < 4 { try await eventually("the problem is gone") { spool.supervisor["problem"] == nil } }
        }
    }
}
