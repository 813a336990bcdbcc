import SystemCalls
import Testing

/// `--retries` of arrays: what failed is run again once all others have ended.
@Suite struct ArrayRetriesTests {
    /// Task 2 succeeds in the third attempt.
    private let line = "echo {} in $SPOOL_ATTEMPT | tee -a notes; [ {} != 2 ] || [ $SPOOL_ATTEMPT = 3 ]"

    @Test func `the tasks that failed are run again, and no others`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: line, "--array", "1-4", "--retries", "3", "--delay", "50ms")
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
            #expect(
                readLines(spool.base + "/notes").sorted() == [
                    "1 in 1", "2 in 1", "2 in 2", "2 in 3", "3 in 1", "4 in 1",
                ])
            #expect(spool.tasks(of: id) == [1: "succeeded", 2: "+failed", 3: "succeeded", 4: "succeeded"])
            #expect(spool.tasks(of: id, attempt: 3) == [2: "succeeded"])
            #expect(try await spool.run("log", "\(id)").outputText == "1 in 1\n2 in 3\n3 in 1\n4 in 1\n")
            #expect(try await spool.run("log", "--attempt", "2", "\(id)").outputText == "2 in 2\n")
            #expect(try await spool.run("log", "--attempt", "1", "\(id).1-2").outputText == "1 in 1\n2 in 1\n")
            let result = try await spool.run("result", "--json", "--attempt", "1", "\(id).2").outputText
            #expect(result.contains(#""outcome":"failed""#) && result.contains(#""attempt":1"#), "\(result)")
            let none = try await spool.run("result", "--attempt", "2", "\(id).1")
            #expect(none.code == 1 && none.errorText.contains("was not started in attempt 2"))
            #expect(try await spool.run("result", "--attempt", "7", "\(id).1").errorText.contains("no attempt 7"))
            #expect(try await spool.run("wait", "\(id)").code == 0)
            let check = try await spool.run("check")
            #expect(check.code == 0, "\(check.outputText)")
        }
    }

    @Test func `a task that fails each time has failed after its last attempt`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "[ {} != 2 ] || exit 7", "--array", "1-3", "--retries", "2")
            let program = try await spool.submit("--array", "1-2", "--retries", "1", "./no-such-program")
            let other = try await spool.submit(
                line: "exit 7", "--array", "1-2", "--retries", "2", "--retry-on", "8,signal")
            try await spool.drain()
            #expect(spool.state(of: id) == "failed" && spool.result(of: id, attempt: 3)["exit_code"] == "7")
            #expect(spool.tasks(of: id, attempt: 2) == [2: "+failed"])
            #expect(spool.tasks(of: id, attempt: 3) == [2: "failed"] && spool.file("pid.4", of: id) == nil)
            #expect(spool.tasks(of: program, attempt: 2) == [1: "failed", 2: "failed"])
            #expect(spool.tasks(of: other) == [1: "failed", 2: "failed"] && spool.file("pid.2", of: other) == nil)
            // What a user wants counts anew.
            #expect(try await spool.run("retry", "--failed", "\(id)").code == 0)
            try await spool.drain()
            #expect(
                spool.tasks(of: id, attempt: 5) == [2: "+failed"] && spool.tasks(of: id, attempt: 6) == [2: "failed"])
        }
    }

    @Test func `an array between two attempts is queued, and can be cancelled`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "[ {} = 1 ]", "--array", "1-2", "--retries", "1", "--delay", "1d")
            try await spool.supervise()
            try await spool.wait(for: id, toBe: "delayed")
            #expect(try await spool.run("status", "\(id)").outputText.contains("attempt 2 in 23h59m"))
            #expect(try await spool.run("status", "\(id).2").outputText.contains("queued"))
            #expect(try await spool.run("results", "\(id)", "--json").outputText.contains("\"task\":2") == false)
            #expect(try await spool.run("cancel", "\(id)").code == 0)
            #expect(spool.state(of: id) == "cancelled")
            #expect(try await spool.run("status", "\(id)").outputText.contains("before attempt 2"))
            #expect(try await spool.run("why", "\(id)").outputText.contains("cancelled before it was run again"))
            #expect(try await spool.run("status", "\(id).2").outputText.contains("cancelled"))
            let why = try await spool.run("why", "\(id).2").outputText
            #expect(why.contains("cancelled before it was run again"), "\(why)")
            #expect(try await spool.run("check").code == 0)
        }
    }

    @Test func `an array of which nothing is left to retry does not wait`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "[ {} = 1 ]", "--array", "1-3", "--retries", "1", "--delay", "1d")
            try await spool.supervise()
            try await spool.wait(for: id, toBe: "delayed")
            #expect(try await spool.run("cancel", "\(id).2").code == 0)
            #expect(spool.state(of: id) == "delayed")
            #expect(try await spool.run("cancel", "\(id).3").code == 0)
            _ = try await spool.outcome(of: id)
            // Several of them are named at once.
            #expect(try await spool.run("retry", "\(id).1", "\(id).3").code == 0)
            try await eventually("both are run again, and the other is not") {
                spool.tasks(of: id, attempt: 2).keys.sorted() == [1, 3]
            }
        }
    }

    @Test func `a wait that fails fast ends with the first task that failed`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "[ {} = 1 ] || exit 5; sleep 1000", "--array", "1-2")
            try await spool.supervise("--slots", "2")
            #expect(try await spool.run("wait", "--fail-fast", "\(id)").code == 5)
            #expect(spool.state(of: id) == "running")
        }
    }

    @Test func `a run tells of a task once it is not run again`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run("run", "--retries", "2", "-c", line, input: "1\n2\n3\n".bytes)
            #expect(result.code == 0, "\(result.errorText)")
            #expect(result.outputText.split(separator: "\n").sorted() == ["1 in 1", "2 in 3", "3 in 1"])
        }
    }

    @Test func `a shepherd killed at any of its calls retries as often as it was asked to`() async throws {
        try await TestSpool.with { spool in
            var last = 0
            let points = try await Interruption.eachPoint { interruption in
                last = try await spool.submit(
                    line: "echo $SPOOL_JOB_ID.{} >> notes; [ {} = 1 ]", "--array", "1-2", "--max-running", "1",
                    "--retries", "1")
                try await interruption.superviseOnce(spool)
            } check: {
                try await spool.drain()
                let outcome = try #require(spool.state(of: last))
                let starts = (1...2).map { task in
                    readLines(spool.base + "/notes").filter { $0 == "\(last).\(task)" }.count
                }
                let ends = (1...3).map { spool.tasks(of: last, attempt: $0) }
                #expect(starts[0] <= 1 && starts[1] <= 2)
                let words = ends.compactMap { $0[2] }
                #expect(words == ["+failed", "failed"] || words.last == "lost", "\(ends)")
                #expect(outcome == "failed" || outcome == "lost")
                #expect(namesIn(spool.path + "/running") == [])
            }
            #expect(points > 20)
        }
    }
}
