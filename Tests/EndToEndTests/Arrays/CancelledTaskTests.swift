import Glibc
import SystemCalls
import Testing

@Suite struct CancelledTaskTests {
    /// Symptom: who waited for a task that was cancelled before it began waited for the whole array.
    @Test func `a task that is cancelled before it began has ended for those who follow it`() async throws {
        try await TestSpool.with { spool in
            #expect(try await spool.run("submit", "--hold", "--array", "1-9", "true").code == 0)
            let waiting = try spool.start([TestSpool.tool, "--spool", spool.path, "wait", "1.7"])
            let results = try spool.start([TestSpool.tool, "--spool", spool.path, "results", "--follow", "1.7"])
            #expect(try await spool.run("cancel", "1.5", "1.7").code == 0)
            #expect(try await waiting.result().code == 1)
            #expect(try await results.result().outputText.hasPrefix("1.7\tcancelled\t"))
            #expect(try await spool.run("wait", "--timeout", "30s", "1.5").code == 1)
            #expect(try await spool.run("wait", "--timeout", "30s", "--fail-fast", "1").code == 1)
        }
    }

    /// Symptom: its line was printed again when the array began, and the last one of the array not at all.
    @Test func `of a task that is cancelled before the array begins a follower tells once`() async throws {
        try await TestSpool.with { spool in
            #expect(try await spool.run("submit", "--hold", "--array", "1-9", "true").code == 0)
            let lines = spool.base + "/lines"
            let results = try spool.start(
                ["/bin/sh", "-c", #""$0" --spool "$1" results --follow 1 > "$2""#, TestSpool.tool, spool.path, lines])
            #expect(try await spool.run("cancel", "1.5").code == 0)
            try await eventually("the cancelled task is told of") {
                readLines(lines).first?.hasPrefix("1.5\tcancelled\t") == true
            }
            #expect(try await spool.run("release", "1").code == 0)
            try await spool.drain("--slots", "1")
            #expect(try await results.result().code == 0)
            let told = readLines(lines).map { String($0.prefix { $0 != "\t" }) }
            #expect(told == ["1.5", "1.1", "1.2", "1.3", "1.4", "1.6", "1.7", "1.8", "1.9"])
        }
    }

    /// Symptom: Ctrl-C cancelled all tasks before the last one that ran.
    @Test func `a task that is held stays held when a run is interrupted behind it`() async throws {
        try await TestSpool.with { spool in
            let line =
                "echo {} | tee -a notes; if test {} = 1; then until test -e go; do sleep 0.05; done; else exec sleep 1000; fi"
            let run = try spool.start(
                [TestSpool.tool, "--spool", spool.path, "run", "--slots", "1", "-c", line].map(\.bytes),
                input: "1\n2\n3\n4\n".bytes)
            try await eventually("the first task runs") { readLines(spool.base + "/notes") == ["1"] }
            #expect(try await spool.run("hold", "1.2").code == 0)
            try writeFile(spool.base + "/go", [])
            try await eventually("the third task runs") { readLines(spool.base + "/notes") == ["1", "3"] }
            run.signal(SIGINT)
            let result = try await run.result()
            #expect(result.code == 130 && result.outputText == "1\n3\n")
            #expect(result.errorText.contains("2 tasks not run; held."))
            #expect(spool.tasks(of: 1) == [1: "succeeded", 3: "cancelled"])
            #expect(try await spool.run("status", "1.2").outputText.contains("held"))
        }
    }
}
