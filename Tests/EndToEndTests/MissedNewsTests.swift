import Glibc
import Testing

/// Promise: what could not be read when the kernel told of it is read again before long, for it tells only once.
@Suite(.enabled(if: Interruption.isPossible, "needs strace"))
struct MissedNewsTests {
    /// Symptom: an array went on although it was cancelled, where the request could not be read in the moment in which it came.
    @Test func `an array whose request to cancel cannot be read for a while is cancelled`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "touch begun; sleep 1000; : {}", "--array", "1-1")
            // The first two looks are those of the start.
            let supervisor = try supervise(spool, failingToOpen: "cancel", from: 3, to: 12, "--drain")
            try await eventually("the task runs") { fileExists(spool.base + "/begun") }
            #expect(try await spool.run("cancel", "\(id)").code == 0)
            #expect(try await supervisor.result().code == 0)
            #expect(spool.state(of: id) == "cancelled")
        }
    }

    /// Symptom: a supervisor that could not read the settings when they were changed went on with the old ones.
    @Test func `a spool that goes on does so where that cannot be read for a while`() async throws {
        try await TestSpool.with { spool in
            #expect(try await spool.run("pause").code == 0)
            let id = try await spool.submit("true")
            let supervisor = try supervise(spool, failingToOpen: "settings", from: 2, to: 3)
            try await eventually("it waits") { spool.supervisor["pid"] != nil }
            #expect(try await spool.run("resume").code == 0)
            #expect(try await spool.outcome(of: id) == "succeeded")
            kill(try #require(spool.supervisor["pid"].flatMap { pid_t($0) }), SIGTERM)
            #expect(try await supervisor.result().code == 0)
        }
    }

    /// Symptom: a job that waited for its next attempt was forgotten where its folder could not be read in the moment in which it came there.
    @Test func `a job runs again where its delay cannot be read for a while`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--retries", "1", "--delay", "10ms", "false")
            let supervisor = try supervise(spool, failingToOpen: "delayed", from: 3, to: 5, "--drain")
            #expect(try await supervisor.result().code == 0)
            #expect(spool.state(of: id) == "failed" && spool.file("pid.2", of: id) != nil)
        }
    }

    /// Symptom: a process that was left behind, and could not be read once, was taken for gone, and was killed when the grace period was over.
    @Test func `a process that cannot be read once is asked to end all the same`() async throws {
        try await TestSpool.with { spool in
            let line = "sleep 1000 & echo $! > new; mv new child; while [ ! -e go ]; do sleep 0.05; done"
            let id = try await spool.submit(line: line, "--grace", "1d")
            try await spool.supervise()
            let child = try await value("the child") { readLines(spool.base + "/child").first }
            try await failOpening("/proc/\(child)/stat", "1..2", inShepherdOf: id, spool)
            try writeFile(spool.base + "/go", "")
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(spool.disturbances.contains("INJECTED"))
        }
    }

    /// Symptom: what was left of an array was held, where the request to cancel it could not be read once at its end.
    @Test func `a cancelled array is not held where that cannot be read for a while`() async throws {
        try await TestSpool.with { spool in
            let wait = "while [ ! -e go ]; do sleep 0.05; done"
            let line = "trap 'touch asked; \(wait); exit' TERM; touch begun; while :; do sleep 0.05; done; : {}"
            let id = try await spool.submit(line: line, "--array", "1-2", "--max-running", "1")
            try await spool.supervise()
            try await eventually("a task runs") { fileExists(spool.base + "/begun") }
            #expect(try await spool.run("cancel", "--grace", "1d", "\(id)").code == 0)
            try await eventually("it is asked to end") { fileExists(spool.base + "/asked") }
            try await failOpening("cancel", "1..3", inShepherdOf: id, spool)
            try writeFile(spool.base + "/go", "")
            try await spool.wait(for: id, toBe: "cancelled")
            #expect(spool.result(of: id)["reason"] == nil, "of tasks that are held")
            #expect(spool.disturbances.contains("INJECTED"))
        }
    }

    /// Symptom: a job that could not be claimed once stayed queued until there was another supervisor, and `--drain` ended beside it.
    @Test(arguments: [
        (["true"], "renameat", "queued/0/1", "ENOSPC"), (["true"], "openat", "job", "EMFILE"),
        (["true"], "flock", "queued/0/1", "ENOMEM"), (["--priority", "1", "true"], "openat", "waiting/0/1", "ENOMEM"),
        (["--priority", "1", "true"], "openat", "job", "EIO"),
        (["--priority", "1", "true"], "renameat", "waiting/0/1", "EROFS"),
    ])
    func `a job that cannot be claimed once is claimed later`(
        job: [String], call: String, file: String, error: String
    ) async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(bytes: job.map(\.bytes))
            let path = call == "flock" ? spool.path + "/" + file : file
            let supervisor = try spool.start(
                ["supervise", "--drain"], with: Disturbance(call, "error=\(error):when=1", at: path))
            #expect(try await supervisor.result().code == 0)
            #expect(spool.state(of: id) == "succeeded")
            #expect(spool.disturbances.contains("INJECTED"))
        }
    }

    /// Symptom: nothing was started any more.
    @Test func `a job whose directory cannot be read keeps no other from starting`() async throws {
        try await TestSpool.with { spool in
            let ids = [try await spool.submit("true"), try await spool.submit("true"), try await spool.submit("true")]
            let supervisor = try spool.start(
                ["supervise"], with: Disturbance("openat", "error=EIO", at: "queued/0/1"))
            for id in ids.dropFirst() { #expect(try await spool.outcome(of: id) == "succeeded") }
            #expect(spool.state(of: ids[0]) == "queued")
            #expect(try await spool.run("status").outputText.contains("input/output error"))
            kill(try #require(spool.supervisor["pid"].flatMap { pid_t($0) }), SIGTERM)
            #expect(try await supervisor.result().code == 0)
        }
    }

    /// Symptom: it was cancelled: 'it was to start after the success of job 1, which is gone'.
    @Test(arguments: 1...3) func `a job of which it cannot be read whether it ran is not given up`(look: Int)
        async throws
    {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            let id = try await spool.submit("--after", "1", "false")
            try await spool.drain()
            #expect(try await spool.run("prune", "1").code == 0)
            #expect(try await spool.run("retry", "\(id)").code == 0)
            let supervisor = try spool.start(
                ["supervise", "--drain"],
                with: Disturbance("openat", "error=ENOMEM:when=\(look)", at: "waiting/0/2"))
            #expect(try await supervisor.result().code == 0)
            #expect(spool.state(of: id) == "failed" && spool.file("pid.2", of: id) != nil)
            #expect(try await spool.run("status").outputText.contains("problem") == false)
        }
    }

    /// Symptom: `--drain` ended beside a job that waited for its next attempt.
    @Test func `a job runs again where the news of its delay cannot be read once`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--retries", "1", "--delay", "200ms", "false")
            let supervisor = try spool.start(
                ["supervise", "--drain"], with: Disturbance("read", "error=ENOMEM:when=1", at: "anon_inode:inotify"))
            #expect(try await supervisor.result().code == 0)
            #expect(spool.state(of: id) == "failed" && spool.file("pid.2", of: id) != nil)
            #expect(spool.disturbances.contains("INJECTED"))
        }
    }

    /// Has some of the next openings of a file fail in the shepherd of a job that runs.
    private func failOpening(
        _ file: String, _ which: String, inShepherdOf id: Int, _ spool: TestSpool
    ) async throws {
        try await spool.disturbShepherd(of: id, Disturbance("openat", "error=EMFILE:when=\(which)", at: file))
    }

    /// A supervisor; in it and in each of its shepherds some openings of a file fail.
    private func supervise(
        _ spool: TestSpool, failingToOpen file: String, from first: Int, to last: Int, _ options: String...
    ) throws -> StartedProcess {
        try spool.start(
            ["supervise"] + options, with: Disturbance("openat", "error=EIO:when=\(first)..\(last)", at: file),
            followsForks: true)
    }
}
