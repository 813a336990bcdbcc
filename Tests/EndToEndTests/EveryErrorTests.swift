import Testing

/// Each call of each program that changes a file fails once, as a full or a broken disk has it fail, and the promises hold.
@Suite(.enabled(if: Interruption.isPossible, "needs strace"))
struct EveryErrorTests {
    @Test(
        arguments: [Interruption.Effect.inputOutputError, .noSpace], [["echo", "whole"], ["--batch", "batch"]])
    func `submit queues jobs or says that nothing was queued, and both are true`(
        effect: Interruption.Effect, command: [String]
    ) async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("echo", "whole")
            try writeFile(spool.base + "/batch", "echo whole\necho whole\necho whole\n")
            var run = 0
            var before: [Int] = []
            var result: ToolResult?
            _ = try await Interruption.eachPoint(effect) { interruption in
                run += 1
                before = spool.allJobs
                result = try await spool.start(
                    interruption.prefix + [TestSpool.tool, "--spool", spool.path, "submit"] + command,
                    environment: spool.environment + ["RUN=\(run)".bytes]
                ).result()
            } check: {
                let result = try #require(result)
                #expect(!result.errorText.contains("descriptor"), "names no file: \(result.errorText)")
                let new = Set(spool.allJobs).subtracting(before)
                if result.errorText.contains("Nothing was queued") {
                    #expect(result.code == 1 && result.output == [])
                    #expect(new == [], "\(result.errorText)")
                } else if result.code == 0 {
                    #expect(result.outputText == new.sorted().map { "\($0)\n" }.joined(), "\(result.errorText)")
                } else {
                    #expect(!result.errorText.isEmpty)
                }
            }
            try await spool.drain()
            #expect(spool.jobs(in: "succeeded") == spool.allJobs)
            #expect(namesIn(spool.path + "/tmp") == [])
        }
    }

    @Test func `a shepherd saves the real result in the end, and runs the command once`() async throws {
        try await TestSpool.with { spool in
            var last = 0
            _ = try await Interruption.eachPoint(.inputOutputError) { interruption in
                last = try await spool.submit(line: "echo $SPOOL_JOB_ID >> notes; exit 3")
                try await interruption.superviseOnce(spool)
            } check: {
                try await spool.drain()
                #expect(spool.state(of: last) == "failed")
                #expect(spool.result(of: last)["exit_code"] == "3")
                #expect(readLines(spool.base + "/notes").filter { $0 == "\(last)" }.count == 1)
            }
        }
    }

    @Test func `a supervisor loses no job`() async throws {
        try await TestSpool.with { spool in
            var last = 0
            _ = try await Interruption.eachPoint(.inputOutputError) { interruption in
                last = try await spool.submit(line: "echo $SPOOL_JOB_ID >> notes")
                let command = [TestSpool.tool, "--spool", spool.path, "supervise", "--drain"]
                _ = try await spool.start(interruption.prefix + command).result()
            } check: {
                try await spool.drain()
                #expect(spool.state(of: last) == "succeeded")
            }
            #expect(readLines(spool.base + "/notes").compactMap { Int($0) } == Array(1...last))
        }
    }
}
