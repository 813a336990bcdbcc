import SystemCalls
import Testing

/// The folder `settings`, the commands that write it, and what is said of civil times.
@Suite struct SettingTests {
    @Test func `settings are set, changed, shown and removed`() async throws {
        try await TestSpool.with { spool in
            for command in [
                ["limit", "set", "l", "2"], ["limit", "set", "l", "3"], ["group", "set", "g"],
                ["pool", "set", "p", "1"],
            ] {
                let result = try await spool.run(bytes: command.map(\.bytes))
                #expect(result.code == 0 && result.output == [] && result.error == [])
            }
            let limit = try await spool.run("limit", "show", "l", "--json")
            #expect(limit.outputText == #"{"name":"l","size":3,"in_use":0,"waiting":0}"# + "\n")
            let group = try await spool.run("group", "--json")
            #expect(group.outputText == #"{"name":"g","size":null,"in_use":0,"waiting":0,"paused":false}"# + "\n")
            let removed = try await spool.run("pool", "remove", "p")
            #expect(removed.code == 0)
            let again = try await spool.run("pool", "remove", "p")
            #expect(again.code == 1 && again.errorText == "spool: there is no pool p.\n")
            #expect(namesIn(spool.path + "/settings").sorted() == ["group.g", "limit.l"])
        }
    }

    @Test(arguments: [
        ["limit", "set", "l"], ["limit", "set"], ["limit", "set", "a/b", "1"], ["limit", "set", "l", "x"],
        ["limit", "grow", "l"], ["group", "set", "g", "4"], ["limit", "show", "l", "3"], ["move", "1"],
        ["submit", "--at", "12:00", "--in", "1h", "true"], ["submit", "--on-unmet", "hold", "true"],
        ["submit", "--array", "1-2", "--use", "gpu", "true"], ["submit", "--after", "x", "true"],
        ["submit", "--unique", "", "true"], ["submit", "--priority", "high", "true"],
    ])
    func `what means nothing is refused with 2, and nothing is changed`(command: [String]) async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run(bytes: command.map(\.bytes))
            #expect(result.code == 2 && result.output == [] && result.errorText.hasPrefix("spool: "))
            #expect(namesIn(spool.path) == [])
        }
    }

    @Test func `a check knows settings and keys, and tells what is foreign or torn`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.run("limit", "set", "l", "2")
            _ = try await spool.run("pause")
            let moved = try await spool.submit("--unique", "a key", "true")
            _ = try await spool.run("move", "--front", "\(moved)")
            let good = try await spool.run("check")
            #expect(good.code == 0, "\(good.outputText)")
            try writeFile(spool.path + "/settings/limit.torn", "setting=1\ncapa")
            try writeFile(spool.path + "/settings/other", "")
            try writeFile(spool.path + "/unique/a.b", "")
            let bad = try await spool.run("check")
            #expect(bad.code == 1)
            for problem in ["settings/limit.torn", "settings/other", "unique/a.b"] {
                #expect(bad.outputText.contains(problem), "\(bad.outputText)")
            }
            // A limit that is refused is as good as none, so nobody gets it.
            let result = try await spool.run("submit", "--limit", "torn", "true")
            #expect(result.code == 1)
        }
    }

    @Test func `an hour that the clocks skip is refused, one that they show twice is the first`() async throws {
        try await TestSpool.with { spool in
            let zone = spool.environment + ["TZ=Europe/Berlin".bytes]
            let skipped = try await spool.run("submit", "--at", "2027-03-28 02:30", "true", environment: zone)
            #expect(skipped.code == 2)
            let id = try await spool.submit("--at", "2026-10-25T02:30+02:00", "--hold", "true", environment: zone)
            let twice = try await spool.submit("--at", "2027-10-31 02:30", "--hold", "true", environment: zone)
            #expect(nulSeparated(spool.file("job", of: id) ?? []).contains("not_before_ms=1792888200000".bytes))
            let times = ["not_before_ms=1824942600000", "not_before_ms=1824946200000"].map(\.bytes)
            let fields = nulSeparated(spool.file("job", of: twice) ?? [])
            #expect(
                fields.contains(times[0]) || fields.contains(times[1]),
                "\(fields.map { String(decoding: $0, as: UTF8.self) })")
        }
    }
}
