import Testing

/// `spool history`: what ended, and what it used.
@Suite struct HistoryTests {
    private func ids(_ spool: TestSpool, _ options: String...) async throws -> [String] {
        let result = try await spool.run(bytes: (["history", "--csv"] + options).map(\.bytes))
        #expect(result.code == 0, "\(result.errorText)")
        return result.outputText.split(separator: "\r\n").dropFirst().map { String($0.prefix { $0 != "," }) }
    }

    @Test func `history filters by outcome, name, label, time and number`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("--name", "one, \"two\"", "true")
            _ = try await spool.submit("--label", "set=a", "-c", "exit 3")
            _ = try await spool.submit(line: "kill -9 $$")
            try await spool.drain()
            _ = try await spool.submit("true")
            #expect(try await ids(spool) == ["1", "2", "3"])
            #expect(try await ids(spool, "--outcome", "failed") == ["2", "3"])
            #expect(try await ids(spool, "--name", "one, \"two\"") == ["1"])
            #expect(try await ids(spool, "--label", "set=a") == ["2"])
            #expect(try await ids(spool, "--last", "2") == ["2", "3"])
            #expect(try await ids(spool, "--last", "1", "--outcome", "succeeded") == ["1"])
            #expect(try await ids(spool, "--since", "1h") == ["1", "2", "3"])
            #expect(try await ids(spool, "--until", "1h") == [])
            #expect(try await ids(spool, "--since", "2100-01-01") == [])
            let csv = try await spool.run("history", "--csv").outputText
            #expect(csv.hasPrefix("id,attempt,name,outcome,exit_code,signal,submitted_ms,"))
            #expect(csv.contains("\r\n1,1,\"one, \"\"two\"\"\",succeeded,0,,") && csv.contains("\r\n3,1,,failed,,9,"))
            let json = try await spool.run("history", "--json", "--last", "1").outputText
            #expect(json.hasPrefix(#"{"id":3,"attempt":1,"name":null,"outcome":"failed","exit_code":null,"signal":9,"#))
            let table = try await spool.run("history").outputText.split(separator: "\n")
            #expect(table[0].hasPrefix("ID  ATTEMPT  OUTCOME") && table[2].contains("failed") && table.count == 4)
        }
    }

    @Test func `the newest twenty are shown, of several thousand ids, and all when asked`() async throws {
        try await TestSpool.with { spool in
            for first in [1, 2990] {
                let ids = namesIn(spool.path + "/ids")
                if let next = ids.first { try renameFile("\(spool.path)/ids/\(next)", "\(spool.path)/ids/\(first)") }
                let batch = try await spool.run(
                    "submit", "--batch", "-", input: String(repeating: "true\n", count: 15).bytes)
                #expect(batch.code == 0)
            }
            try await spool.drain("--slots", "8")
            #expect(try await ids(spool) == (11...15).map(String.init) + (2990...3004).map(String.init))
            #expect(try await spool.run("history").outputText.hasSuffix("(more: spool history --all)\n"))
            #expect(try await ids(spool, "--all").count == 30)
        }
    }

    @Test func `each attempt of a job has a line of its own when asked`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "test $SPOOL_ATTEMPT = 2 || kill -9 $PPID; true", "--on-loss", "requeue")
            try await spool.supervise("--drain")
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(try await ids(spool) == ["1"])
            let lines = try await spool.run("history", "--attempts", "--csv").outputText.split(separator: "\r\n")
            #expect(lines.count == 3 && lines[1].hasPrefix("1,1,,lost,,,") && lines[2].hasPrefix("1,2,,succeeded,0,,"))
        }
    }
}
