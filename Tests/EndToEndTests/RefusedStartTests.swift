import Testing

/// Foundation throws no error where the kernel refuses it something amid the start of a process.
@Suite(.enabled(if: Interruption.isPossible, "needs strace")) struct RefusedStartTests {
    /// Symptom: it trapped where it could not list its descriptors, waited for ever for a thread, and closed the supervisor's own
    /// descriptor 0 where it had no sockets, whereupon the supervisor waited for ever for a job that had ended.
    @Test(arguments: ["getdents64", "clone3", "socketpair"])
    func `a supervisor that Foundation leaves amid a start says so and ends, and the job runs once`(
        call: String
    ) async throws {
        try await TestSpool.with { spool in
            var result: ToolResult?
            var refusals = 0
            var last = 0
            _ = try await Interruption.eachPoint(.noMemory, at: [call]) { interruption in
                last = try await spool.submit(line: "echo $SPOOL_JOB_ID >> notes")
                result = try await spool.start(
                    interruption.prefix + [TestSpool.tool, "--spool", spool.path, "supervise", "--drain"]
                ).result()
            } check: {
                let result = try #require(result)
                #expect([.exited(0), .exited(1)].contains(result.status), "\(result.errorText)")
                if result.errorText.contains("Foundation") {
                    refusals += 1
                    #expect(result.code == 1 && result.errorText.contains("spool: cannot start a process for a job: "))
                }
                try await spool.drain()
                #expect(spool.jobs(in: "succeeded").last == last)
            }
            #expect(refusals > 0)
            #expect(readLines(spool.base + "/notes").compactMap { Int($0) } == Array(1...last))
        }
    }
}
