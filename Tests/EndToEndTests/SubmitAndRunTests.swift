import Testing

@Suite struct SubmitAndRunTests {
    @Test func `a submitted job runs, and its output and its result are files`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("sh", "-c", "echo out; echo err >&2; exit 7")
            #expect(id == 1)
            #expect(spool.state(of: id) == "queued")
            try await spool.supervise()
            #expect(try await spool.outcome(of: id) == "failed")
            #expect(spool.output(of: id) == "out\n")
            #expect(spool.file("error.1", of: id) == Array("err\n".utf8))
            let result = spool.result(of: id)
            #expect(result["outcome"] == "failed")
            #expect(result["exit_code"] == "7")
            #expect(result["signal"] == nil)
            #expect(result["end"] == "result")
        }
    }
}
