import SystemCalls
import Testing

/// Groups, limits, locks and pools.
@Suite struct LimitTests {
    private static let untilGo = "while [ ! -e go ]; do sleep 0.02; done"

    /// Waits until a supervisor has looked at everything that was done before.
    private func settled(_ spool: TestSpool) async throws {
        let ping = try await spool.run("ping")
        #expect(ping.code == 0)
    }

    @Test func `a limit, a group or a pool that nobody has set is refused, and nothing is queued`() async throws {
        try await TestSpool.with { spool in
            for (option, value) in [("limit", "blast"), ("group", "blast"), ("use", "blast")] {
                let result = try await spool.run("submit", "--\(option)", value, "true")
                #expect(result.code == 1 && result.outputText == "")
                #expect(result.errorText.contains("blast. Set it: spool "), "\(result.errorText)")
            }
            _ = try await spool.run("limit", "set", "blast", "2")
            let result = try await spool.run("submit", "--limit", "blast=3", "true")
            #expect(result.errorText == "spool: submit: limit blast has 2, and the job needs 3. Nothing was queued.\n")
            #expect(spool.allJobs == [])
        }
    }

    @Test func `no more of a limit is used than there is, and those behind that do not need it start`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.run("limit", "set", "db", "3")
            let two = try await spool.submit(line: Self.untilGo, "--limit", "db=2")
            let next = try await spool.submit(line: "true", "--limit", "db=2")
            let other = try await spool.submit("true")
            try await spool.supervise("--slots", "4")
            let outcome = try await spool.outcome(of: other)
            #expect(outcome == "succeeded")
            try await spool.command(of: two)
            #expect(spool.jobs(in: "waiting") == [next])
            let why = try await spool.run("why", "\(next)")
            #expect(
                why.outputText.contains("It needs 2 of the limit db, of which 1 is free: job \(two) has the others."))
            let shown = try await spool.run("limit", "--json")
            #expect(shown.outputText == #"{"name":"db","size":3,"in_use":2,"waiting":1}"# + "\n")
            // A larger limit is seen at once.
            _ = try await spool.run("limit", "set", "db", "4")
            let later = try await spool.outcome(of: next)
            #expect(later == "succeeded")
            try writeFile(spool.base + "/go", "")
        }
    }

    @Test func `of jobs with the same lock one runs at a time, in order, even when supervisors are killed`()
        async throws
    {
        try await TestSpool.with { spool in
            var ids: [Int] = []
            let line = "mkdir busy && echo $SPOOL_JOB_ID >> order && sleep 0.2 && rmdir busy"
            for _ in 0..<5 { ids.append(try await spool.submit(line: line, "--lock", "L")) }
            for _ in 0..<4 {
                let supervisor = try await spool.supervise("--slots", "5")
                let known = readLines(spool.base + "/order").count
                try await eventually("a further start") { readLines(spool.base + "/order").count > known }
                supervisor.signal(9)
                _ = try await supervisor.result()
            }
            try await spool.drain("--slots", "5")
            for id in ids { #expect(spool.state(of: id) == "succeeded", "\(id): \(spool.output(of: id))") }
            #expect(readLines(spool.base + "/order") == ids.map(String.init))
        }
    }

    @Test func `a group has slots of its own, and can be paused`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.run("group", "set", "g", "--slots", "1")
            let first = try await spool.submit(line: Self.untilGo, "--group", "g")
            let second = try await spool.submit(line: "true", "--group", "g")
            try await spool.supervise("--slots", "4")
            try await spool.command(of: first)
            try await settled(spool)
            #expect(spool.jobs(in: "waiting") == [second])
            let pause = try await spool.run("pause", "g")
            #expect(pause.code == 0)
            try writeFile(spool.base + "/go", "")
            _ = try await spool.outcome(of: first)
            try await settled(spool)
            #expect(spool.jobs(in: "waiting") == [second])
            let why = try await spool.run("why", "\(second)")
            #expect(why.outputText.contains("The group g is paused"))
            let resume = try await spool.run("resume", "g")
            #expect(resume.code == 0)
            let outcome = try await spool.outcome(of: second)
            #expect(outcome == "succeeded")
        }
    }

    @Test func `a paused spool starts nothing, of an array that runs no further task either`() async throws {
        try await TestSpool.with { spool in
            let array = try await spool.submit("--array", "1-1000", "-c", "echo {} >> started; sleep 0.05")
            try await spool.supervise("--slots", "2")
            try await eventually("some tasks") { readLines(spool.base + "/started").count > 2 }
            _ = try await spool.run("pause")
            let late = try await spool.submit("true")
            try await eventually("the end of what runs") {
                recordFields(String(decoding: spool.file("progress", of: array) ?? [], as: UTF8.self))["uses"] == "0"
            }
            let count = readLines(spool.base + "/started").count
            try await settled(spool)
            #expect(readLines(spool.base + "/started").count == count)
            #expect(spool.state(of: late) == "queued")
            let status = try await spool.run("status")
            #expect(status.outputText.contains("The spool is paused: nothing starts before 'spool resume'."))
            let drain = try await spool.run("resume")
            #expect(drain.code == 0)
            try await eventually("further tasks") { readLines(spool.base + "/started").count > count + 3 }
            _ = try await spool.run("cancel", "--grace", "0", "\(array)")
        }
    }

    @Test func `the pieces of a pool are told to jobs, and nobody has the same ones`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.run("pool", "set", "g-p", "3")
            let line = "echo $SPOOL_POOL_G_P; \(Self.untilGo)"
            let first = try await spool.submit(line: line, "--use", "g-p=2")
            let supervisor = try await spool.supervise("--slots", "9")
            try await spool.command(of: first)
            // Who comes after knows what is taken.
            supervisor.signal(9)
            _ = try await supervisor.result()
            let second = try await spool.submit(line: line, "--use", "g-p")
            let third = try await spool.submit(line: line, "--use", "g-p")
            try await spool.supervise("--slots", "9")
            try await spool.command(of: second)
            try await settled(spool)
            #expect(spool.jobs(in: "waiting") == [third])
            try writeFile(spool.base + "/go", "")
            _ = try await spool.outcome(of: third)
            #expect(spool.output(of: first) == "0,1\n")
            #expect(spool.output(of: second) == "2\n")
            #expect(["0\n", "2\n"].contains(spool.output(of: third)))
        }
    }

    @Test func `the tasks of an array have a limit each, and a group's slots`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.run("limit", "set", "two", "2")
            _ = try await spool.run("group", "set", "three", "--slots", "3")
            let line = "mkdir $0.{}; ls -d $0.* | wc -l >> $0; sleep 0.05; rmdir $0.{}"
            let limited = try await spool.submit(
                "--array", "1-12", "--limit", "two", "-c", line.replacing("$0", with: "limited"))
            let grouped = try await spool.submit(
                "--array", "1-12", "--group", "three", "--slots", "1", "-c", line.replacing("$0", with: "grouped"))
            try await spool.drain("--slots", "8")
            #expect(spool.state(of: limited) == "succeeded" && spool.state(of: grouped) == "succeeded")
            let most = ["limited", "grouped"].map {
                readLines(spool.base + "/\($0)").compactMap { Int($0.filter(\.isNumber)) }.max()
            }
            #expect(most[0] == 2)
            #expect(most[1] == 3)
        }
    }

    @Test func `a job of higher priority gets slots that an array has`() async throws {
        try await TestSpool.with { spool in
            let array = try await spool.submit("--array", "1-1000", "sleep", "0.05")
            try await spool.supervise("--slots", "2")
            try await eventually("both slots") {
                recordFields(String(decoding: spool.file("progress", of: array) ?? [], as: UTF8.self))["uses"] == "2"
            }
            let urgent = try await spool.submit("--priority", "1", "true")
            let outcome = try await spool.outcome(of: urgent)
            #expect(outcome == "succeeded")
            #expect(spool.state(of: array) == "running")
            _ = try await spool.run("cancel", "--grace", "0", "\(array)")
        }
    }
}
