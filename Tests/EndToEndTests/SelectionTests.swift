import Testing

/// Naming several jobs at once.
@Suite struct SelectionTests {
    private func ids(_ spool: TestSpool, _ words: String...) async throws -> String {
        try await spool.run(bytes: (["status", "--ids"] + words).map(\.bytes)).outputText
    }

    @Test func `ranges, words and labels name jobs`() async throws {
        try await TestSpool.with { spool in
            for line in ["true", "false", "true", "exit 2"] {
                _ = try await spool.submit(line: line, "--label", "set=a", "--label", "odd.key-1=\(line)")
            }
            try await spool.drain()
            _ = try await spool.submit(line: "true", "--label", "set=b", "--label", "set=c")
            #expect(try await ids(spool, "3-9", "1") == "3\n4\n5\n1\n")
            #expect(try await ids(spool, "failed", "2-3") == "2\n4\n3\n")
            #expect(try await ids(spool, "queued") == "5\n")
            #expect(try await ids(spool, "lost") == "")
            #expect(try await ids(spool, "all", "--label", "set=a", "--label", "odd.key-1=true") == "1\n3\n")
            #expect(try await ids(spool, "--label", "set=c") == "5\n")
            #expect(try await ids(spool, "--label", "set=b") == "")
            #expect(try await ids(spool, "--state", "failed", "1-3") == "2\n")
        }
    }

    @Test func `a range without any job is an error, one with gaps is not`() async throws {
        try await TestSpool.with { spool in
            for _ in 1...3 { _ = try await spool.submit("true") }
            try await spool.drain()
            #expect(try await spool.run("prune", "2").code == 0)
            #expect(try await ids(spool, "1-3") == "1\n3\n")
            let none = try await spool.run("status", "7-9", "1")
            #expect(none.code == 1 && none.errorText.contains("there is no job from 7 to 9"))
            #expect(none.outputText.contains("succeeded"))
            #expect(try await spool.run("wait", "7-9").code == 1)
            let usage = try await spool.run("status", "9-7")
            #expect(usage.code == 2 && usage.errorText.contains("3-9"))
        }
    }

    @Test func `show, result and log take several jobs, and JSON is one object a line`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit(line: "echo one", "--label", "k=v w")
            _ = try await spool.submit(line: "echo two")
            try await spool.drain()
            #expect(try await spool.run("log", "1-2").outputText == "one\ntwo\n")
            let show = try await spool.run("show", "all")
            #expect(show.outputText.contains("label        k=v w") && show.outputText.contains("\n\njob "))
            let json = try await spool.run("show", "--json", "1", "2").outputText.split(separator: "\n")
            #expect(json.count == 2 && json[0].contains(#""labels":{"k":"v w"}"#) && json[1].contains(#""labels":{}"#))
            #expect(try await spool.run("status", "--json", "1").outputText.contains(#""labels":{"k":"v w"}"#))
            #expect(try await spool.run("result", "--json", "all").outputText.split(separator: "\n").count == 2)
        }
    }

    @Test func `wait, cancel and prune take selections`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            _ = try await spool.submit(line: "exit 3", "--label", "set=a")
            try await spool.drain()
            _ = try await spool.submit("sleep", "1000")
            #expect(try await spool.run("wait", "succeeded").code == 0)
            #expect(try await spool.run("wait", "--label", "set=a").code == 3)
            #expect(try await spool.run("prune", "3").code == 1)
            let cancel = try await spool.run("cancel", "all")
            #expect(cancel.code == 0 && cancel.errorText == "")
            #expect(spool.state(of: 3) == "cancelled")
            #expect(try await spool.run("cancel").code == 2)
            #expect(try await spool.run("prune", "all", "--outcome", "failed").code == 0)
            #expect(spool.allJobs == [1, 3])
            #expect(try await spool.run("prune", "1-3").outputText.hasPrefix("2 jobs deleted"))
        }
    }
}
