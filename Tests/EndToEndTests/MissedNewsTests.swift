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
            let supervisor = try supervise(spool, failing: "openat", of: "cancel", from: 3, to: 12, "--drain")
            try await eventually("the task runs") { readFile(spool.base + "/begun") != nil }
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
            let supervisor = try supervise(spool, failing: "openat", of: "settings", from: 2, to: 3)
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
            let supervisor = try supervise(spool, failing: "openat", of: "delayed", from: 3, to: 5, "--drain")
            #expect(try await supervisor.result().code == 0)
            #expect(spool.state(of: id) == "failed" && spool.file("pid.2", of: id) != nil)
        }
    }

    /// A supervisor; in it and in each of its shepherds some of the calls that open a file fail.
    private func supervise(
        _ spool: TestSpool, failing call: String, of file: String, from first: Int, to last: Int, _ options: String...
    ) throws -> StartedProcess {
        try spool.start(
            [
                "strace", "-f", "-qq", "-o", spool.base + "/trace", "-P", file, "-e", "trace=\(call)", "-e",
                "inject=\(call):error=EIO:when=\(first)..\(last)", TestSpool.tool, "--spool", spool.path, "supervise",
            ] + options)
    }
}
