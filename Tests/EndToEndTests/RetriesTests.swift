import Glibc
import SystemCalls
import Testing

/// `submit --retries` and what belongs to it.
@Suite struct RetriesTests {
    @Test func `a job that fails is run again until it succeeds, and keeps what each attempt wrote`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "echo attempt $SPOOL_ATTEMPT; [ $SPOOL_ATTEMPT = 3 ]", "--retries", "5", "--delay", "50ms",
                "--backoff", "1.5", "--jitter")
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
            for attempt in 1...3 {
                #expect(spool.output(of: id, attempt: attempt) == "attempt \(attempt)\n")
                #expect(spool.result(of: id, attempt: attempt)["outcome"] == (attempt < 3 ? "failed" : "succeeded"))
            }
            let check = try await spool.run("check")
            #expect(check.code == 0, "\(check.outputText)")
            let show = try await spool.run("show", "\(id)").outputText
            #expect(show.contains("5 times, after 0.0s, each delay 150% of the one before, with jitter\n"))
            let json = try await spool.run("show", "--json", "\(id)").outputText
            #expect(
                json.contains(
                    #""retry":{"retries":5,"delay_ms":50,"backoff_percent":150,"jitter":true,"retry_on":null}"#))
        }
    }

    @Test func `a job that fails each time is failed after its last attempt`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "exit 3", "--retries", "2")
            try await spool.drain()
            #expect(spool.state(of: id) == "failed")
            #expect(spool.file("pid.3", of: id) != nil && spool.file("pid.4", of: id) == nil)
        }
    }

    @Test func `only what was asked for is retried, a timeout among it`() async throws {
        try await TestSpool.with { spool in
            let other = try await spool.submit(line: "exit 3", "--retries", "2", "--retry-on", "4-5,signal")
            let signal = try await spool.submit(line: "kill -SEGV $$", "--retries", "1", "--retry-on", "4-5,signal")
            let late = try await spool.submit(
                line: "[ $SPOOL_ATTEMPT = 2 ] || exec sleep 1000", "--retries", "1", "--retry-on", "timed-out",
                "--timeout", "200ms", "--delay", "50ms")
            try await spool.drain()
            #expect(spool.file("pid.2", of: other) == nil)
            #expect(spool.file("pid.2", of: signal) != nil)
            #expect(spool.state(of: late) == "succeeded")
            #expect(spool.result(of: late)["outcome"] == "timed-out")
        }
    }

    @Test func `a job that waits for its next attempt is queued, says so, and can be cancelled`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "exit 3", "--retries", "1", "--delay", "1d")
            try await spool.supervise()
            try await spool.wait(for: id, toBe: "delayed")
            let status = try await spool.run("status").outputText
            #expect(status.contains("queued  attempt 2 in 23h59m"))
            #expect(status.contains("1 queued, 0 running."))
            let why = try await spool.run("why", "\(id)").outputText
            #expect(why.contains("job 1 (queued): Its last attempt ended with exit 3; attempt 2 follows in 23h59m."))
            let check = try await spool.run("check")
            #expect(check.code == 0, "\(check.outputText)")
            let cancel = try await spool.run("cancel", "\(id)")
            #expect(cancel.code == 0)
            #expect(spool.state(of: id) == "cancelled")
            let after = try await spool.run("why", "\(id)").outputText
            #expect(after.contains("It was cancelled before it was run again."))
            let again = try await spool.run("check")
            #expect(again.code == 0, "\(again.outputText)")
        }
    }

    @Test func `a delay is over once it is held and released, and the next supervisor keeps the time of the last`()
        async throws
    {
        try await TestSpool.with { spool in
            let line = "[ $SPOOL_ATTEMPT = 2 ]"
            let held = try await spool.submit(line: line, "--retries", "1", "--delay", "1d")
            let short = try await spool.submit(line: line, "--retries", "1", "--delay", "1500ms")
            let supervisor = try await spool.supervise()
            try await spool.wait(for: held, toBe: "delayed")
            try await spool.wait(for: short, toBe: "delayed")
            try await supervisor.end()
            let hold = try await spool.run("hold", "\(held)")
            #expect(hold.code == 0 && spool.state(of: held) == "held")
            let release = try await spool.run("release", "\(held)")
            #expect(release.code == 0)
            try await spool.drain()
            #expect(spool.state(of: held) == "succeeded")
            #expect(spool.state(of: short) == "succeeded")
        }
    }

    @Test func `a running job that is cancelled is not run again`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--retries", "3", "sleep", "1000")
            try await spool.supervise()
            try await spool.command(of: id)
            try spool.requestCancel(id, graceMilliseconds: 60000)
            #expect(try await spool.outcome(of: id) == "cancelled")
            #expect(spool.file("pid.2", of: id) == nil)
        }
    }

    @Test func `after spool retry the retries of a job are allowed anew`() async throws {
        try await TestSpool.with { spool in
            let failed = try await spool.submit(line: "[ $SPOOL_ATTEMPT = 4 ]", "--retries", "1")
            let fine = try await spool.submit("true")
            try await spool.drain()
            #expect(spool.file("pid.2", of: failed) != nil && spool.file("pid.3", of: failed) == nil)
            let cancelled = try await spool.submit("true")
            let cancel = try await spool.run("cancel", "\(cancelled)")
            #expect(cancel.code == 0)
            let retry = try await spool.run("retry", "failed", "cancelled")
            #expect(retry.code == 0, "\(retry.errorText)")
            #expect(spool.jobs(in: "queued") == [failed, cancelled])
            try await spool.drain()
            #expect(spool.state(of: failed) == "succeeded" && spool.file("pid.4", of: failed) != nil)
            #expect(spool.state(of: cancelled) == "succeeded")
            #expect(spool.file("pid.2", of: fine) == nil)
            let check = try await spool.run("check")
            #expect(check.code == 0, "\(check.outputText)")
        }
    }

    @Test func `what says how to retry goes with retries`() async throws {
        try await TestSpool.with { spool in
            for option in [["--delay", "1s"], ["--backoff", "2"], ["--jitter"], ["--retry-on", "3"]] {
                let result = try await spool.run(bytes: (["submit"] + option + ["true"]).map(\.bytes))
                #expect(result.code == 2 && result.errorText.contains("goes with '--retries'"))
            }
        }
    }

    /// Symptom: `--drain` waited for the end of the delay.
    @Test func `a drain ends when the last job is cancelled between its attempts`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--retries", "1", "--delay", "1d", "false")
            let supervisor = try await spool.supervise("--drain")
            try await spool.wait(for: id, toBe: "delayed")
            #expect(try await spool.run("cancel", "\(id)").code == 0)
            #expect(try await supervisor.result().code == 0)
            #expect(spool.state(of: id) == "cancelled")
        }
    }
}
