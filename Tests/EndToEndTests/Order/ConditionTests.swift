import SystemCalls
import Testing

/// `submit --at`, `--in`, `--after`, `--max-load`, `--min-memory` and `--unique`.
@Suite struct ConditionTests {
    @Test func `a job starts when its time has come, and not before`() async throws {
        try await TestSpool.with { spool in
            let before = WallClock.milliseconds
            let id = try await spool.submit("--in", "700ms", "true")
            let never = try await spool.submit("--at", "2999-01-01", "true")
            try await spool.supervise()
            let why = try await spool.run("why", "\(never)")
            #expect(why.outputText.contains("It does not start before 2999-01-01 00:00:00"))
            let outcome = try await spool.outcome(of: id)
            #expect(outcome == "succeeded")
            let started = try #require(Int64(spool.result(of: id)["started_ms"] ?? ""))
            #expect(started >= before + 700)
            #expect(spool.jobs(in: "waiting") == [never])
        }
    }

    @Test func `a supervisor that drains waits for a time that comes, and for no pause`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--in", "300ms", "true")
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
            _ = try await spool.submit("--slots", "99", "true")
            _ = try await spool.submit("--after", "\(try await spool.submit("--hold", "true"))", "true")
            try await spool.drain("--slots", "2")
            _ = try await spool.run("pause")
            _ = try await spool.submit("true")
            try await spool.drain("--slots", "2")
            #expect(spool.jobs(in: "waiting").count == 2 && spool.jobs(in: "queued").count == 1)
        }
    }

    @Test func `a job starts after others, by how they ended`() async throws {
        try await TestSpool.with { spool in
            let good = try await spool.submit("true")
            let bad = try await spool.submit("false")
            let after = try await spool.submit("--after", "\(good),\(bad):failed", "true")
            let any = try await spool.submit("--after", "\(bad):any", "--after", "\(after)", "true")
            let unmet = try await spool.submit("--after", "\(bad)", "true")
            let chained = try await spool.submit("--after", "\(unmet)", "true")
            let held = try await spool.submit("--after", "\(good):failed", "--on-unmet", "hold", "true")
            let waits = try await spool.submit("--after", "\(bad)", "--on-unmet", "wait", "true")
            try await spool.drain("--slots", "4")
            #expect(spool.state(of: after) == "succeeded" && spool.state(of: any) == "succeeded")
            #expect(spool.state(of: unmet) == "cancelled" && spool.state(of: chained) == "cancelled")
            #expect(spool.state(of: held) == "held" && spool.state(of: waits) == "waiting")
            let why = try await spool.run("why", "\(unmet)", "\(held)")
            #expect(
                why.outputText.contains(
                    "It was cancelled: it was to start after the success of job \(bad), which failed."))
            #expect(why.outputText.contains("It was to start after the failure of job \(good), which succeeded."))
            let result = try await spool.run("wait", "\(unmet)")
            #expect(result.code == 1)
            let check = try await spool.run("check")
            #expect(check.code == 0, "\(check.outputText)")
        }
    }

    @Test func `what waits for a job that failed starts when that is run again and succeeds`() async throws {
        try await TestSpool.with { spool in
            let first = try await spool.submit(line: "test -e good")
            let waits = try await spool.submit("--after", "\(first)", "--on-unmet", "wait", "true")
            try await spool.supervise()
            let failed = try await spool.outcome(of: first)
            #expect(failed == "failed")
            try writeFile(spool.base + "/good", "")
            let retry = try await spool.run("retry", "\(first)")
            #expect(retry.code == 0)
            let outcome = try await spool.outcome(of: waits)
            #expect(outcome == "succeeded")
        }
    }

    @Test func `a job that waits for another is started by the next supervisor, too`() async throws {
        try await TestSpool.with { spool in
            let first = try await spool.submit("sleep", "0.3")
            let second = try await spool.submit("--after", "\(first)", "true")
            let supervisor = try await spool.supervise()
            try await spool.command(of: first)
            supervisor.signal(9)
            _ = try await supervisor.result()
            _ = try await spool.outcome(of: first)
            try await spool.supervise()
            let outcome = try await spool.outcome(of: second)
            #expect(outcome == "succeeded")
        }
    }

    @Test func `a job that is not there cannot be waited for`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run("submit", "--after", "1", "true")
            #expect(result.code == 1 && result.outputText == "")
            #expect(result.errorText.contains("there is no job 1"))
            #expect(spool.allJobs == [])
        }
    }

    @Test func `a job waits for memory that there is not, and says so; one whose load is allowed starts`() async throws
    {
        try await TestSpool.with { spool in
            let waits = try await spool.submit("--min-memory", "900T", "true")
            // One of another kind that waits keeps it from nothing, in whatever order they are looked at.
            for size in 901...908 { _ = try await spool.submit("--min-memory", "\(size)T", "true") }
            let starts = try await spool.submit("--max-load", "999", "--min-memory", "1M", "true")
            try await spool.supervise()
            let outcome = try await spool.outcome(of: starts)
            #expect(outcome == "succeeded")
            #expect(spool.jobs(in: "waiting") == Array(waits..<starts))
            let why = try await spool.run("why", "\(waits)")
            #expect(why.outputText.contains("The machine is too busy for it: "))
        }
    }

    @Test func `with a key a job is queued once while it has not ended`() async throws {
        try await TestSpool.with { spool in
            let key = "every/minute\n"
            let first = try await spool.submit("--unique", key, "true")
            let second = try await spool.run("submit", "--unique", key, "true")
            #expect(second.code == 0 && second.outputText == "\(first)\n")
            #expect(
                second.errorText
                    == "spool: job \(first) bears the key 'every/minute\\n' and has not ended. Nothing was queued.\n")
            let other = try await spool.submit("--unique", "other", "true")
            try await spool.drain()
            let third = try await spool.submit("--unique", key, "true")
            #expect(spool.allJobs == [first, other, third])
            let check = try await spool.run("check")
            #expect(check.code == 0, "\(check.outputText)")
        }
    }

    @Test func `of many that submit with one key at once one queues a job`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            var submitters: [StartedProcess] = []
            for _ in 0..<12 {
                submitters.append(
                    try spool.start([TestSpool.tool, "--spool", spool.path, "submit", "--unique", "k", "true"]))
            }
            var printed: Set<String> = []
            for submitter in submitters { printed.insert(try await submitter.result().outputText) }
            #expect(printed == ["2\n"])
            #expect(spool.allJobs == [1, 2])
        }
    }

    /// Symptom: an id was printed, and the record was refused by all who read it.
    @Test func `a time long over is over, and a load below nothing is none`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--at", "1960-01-01", "true")
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
            for load in ["-1", "1.-5", "-0.5", "1.", ".5", "+1"] {
                let result = try await spool.run("submit", "--max-load=\(load)", "true")
                #expect(result.code == 2 && result.errorText.contains("Expected a number such as 4 or 1.5"), "\(load)")
            }
        }
    }
}
