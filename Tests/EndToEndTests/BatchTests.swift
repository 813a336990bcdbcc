import Glibc
import Testing

/// Promise: a batch comes into the queue whole, however many shards it fills.
@Suite struct BatchTests {
    /// 999, 1000 and 501 jobs; the second shard is full.
    private static let lines = String(repeating: "true\n", count: 2500).bytes

    private func shards(_ spool: TestSpool) -> [Int] {
        ["0", "1", "2"].map { namesIn("\(spool.path)/queued/\($0)").filter { Int($0) != nil }.count }
    }

    @Test func `a batch that fills shards is queued, and each of its jobs is found`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run("submit", "--batch", "-", input: Self.lines)
            #expect(result.outputText == (1...2500).map { "\($0)\n" }.joined())
            #expect(shards(spool) == [999, 1000, 501])
            // Nobody takes them for new for ever.
            for shard in ["0", "1", "2"] { #expect(status("\(spool.path)/queued/\(shard)")?.permissions == 0o700) }
            #expect(namesIn(spool.path + "/tmp") == [])
            #expect(try await spool.run("check").outputText.contains("2500 jobs checked, 0 findings"))
            _ = try await spool.run("cancel", "1500")
            #expect(spool.state(of: 1500) == "cancelled" && shards(spool) == [999, 999, 501])
        }
    }

    @Test func `what lies in the place of a shard stays, and the jobs come beside it`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("--hold", "true")
            try makeDirectory(spool.path + "/queued/1")
            try writeFile(spool.path + "/queued/1/mine", "not a job")
            let result = try await spool.run("submit", "--batch", "-", input: Self.lines)
            #expect(result.code == 0 && shards(spool) == [998, 1000, 502], "\(result.errorText)")
            #expect(readText(spool.path + "/queued/1/mine") == "not a job")
            #expect(namesIn(spool.path + "/tmp") == [])
        }
    }

    @Test func `a batch that cannot go on takes back the shards that it has moved`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("--hold", "true")
            try makeDirectory(spool.base + "/elsewhere")
            #expect(symlink(spool.base + "/elsewhere", spool.path + "/queued/2") == 0)
            let result = try await spool.run("submit", "--batch", "-", input: Self.lines)
            #expect(result.code == 1 && result.errorText.contains("Nothing was queued."), "\(result.errorText)")
            #expect(result.output == [])
            // Symptom: an empty shard was left, with the sign of a new one.
            #expect(namesIn(spool.path + "/queued") == ["2"])
            #expect(namesIn(spool.path + "/tmp") == [] && namesIn(spool.base + "/elsewhere") == [])
        }
    }

    @Test func `ids that could not be printed are told as a range`() async throws {
        try await TestSpool.with { spool in
            try writeFile(spool.base + "/batch", Self.lines)
            let script = #""$0" --spool "$1" submit --batch batch > /dev/full"#
            let result = try await spool.start(["sh", "-c", script, TestSpool.tool, spool.path]).result()
            #expect(result.code == 1)
            #expect(result.errorText.contains("Queued all the same: 1-2500."), "\(result.errorText)")
        }
    }
}
