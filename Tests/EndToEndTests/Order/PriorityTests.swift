import Testing

/// `submit --priority`, `submit --slots` and `move --front`.
@Suite struct PriorityTests {
    /// A line that writes its id down, and so the order in which jobs were started one at a time.
    private static let note = "echo $SPOOL_JOB_ID >> order"

    private func order(_ spool: TestSpool) -> [Int] { readLines(spool.base + "/order").compactMap { Int($0) } }

    @Test func `jobs start by priority, and by id where that is equal`() async throws {
        try await TestSpool.with { spool in
            let plain = try await spool.submit(line: Self.note)
            let low = try await spool.submit(line: Self.note, "--priority", "-1")
            let high = try await spool.submit(line: Self.note, "--priority", "5")
            let later = try await spool.submit(line: Self.note, "--priority", "5")
            try await spool.drain("--slots", "1")
            #expect(order(spool) == [high, later, plain, low])
        }
    }

    @Test func `what is moved to the front comes first, the job named first before the others`() async throws {
        try await TestSpool.with { spool in
            var ids: [Int] = []
            for _ in 0..<4 { ids.append(try await spool.submit(line: Self.note)) }
            ids.append(try await spool.submit(line: Self.note, "--priority", "9"))
            let result = try await spool.run("move", "--front", "\(ids[2])", "\(ids[1])")
            #expect(result.code == 0 && result.error == [])
            #expect(spool.jobs(in: "waiting") == [ids[1], ids[2], ids[4]])
            let latest = try await spool.run("move", "--front", "\(ids[3])")
            #expect(latest.code == 0)
            try await spool.drain("--slots", "1")
            #expect(order(spool) == [ids[3], ids[2], ids[1], ids[4], ids[0]])
        }
    }

    @Test func `a supervisor that is at work sees what was moved`() async throws {
        try await TestSpool.with { spool in
            let first = try await spool.submit(line: "while [ ! -e go ]; do sleep 0.02; done")
            try await spool.supervise("--slots", "1")
            try await spool.command(of: first)
            let second = try await spool.submit(line: Self.note, "--priority", "1")
            let third = try await spool.submit(line: Self.note, "--priority", "1")
            let ping = try await spool.run("ping")
            #expect(ping.code == 0)
            let moved = try await spool.run("move", "--front", "\(third)")
            #expect(moved.code == 0)
            try writeFile(spool.base + "/go", "")
            let outcome = try await spool.outcome(of: second)
            #expect(outcome == "succeeded")
            #expect(order(spool) == [third, second])
        }
    }

    @Test func `what runs or has ended cannot be moved`() async throws {
        try await TestSpool.with { spool in
            let ended = try await spool.submit("true")
            try await spool.drain()
            let result = try await spool.run("move", "--front", "\(ended)", "99")
            #expect(result.code == 1)
            #expect(result.errorText.contains("job \(ended) is succeeded: it cannot be moved."))
            #expect(result.errorText.contains("there is no job 99"))
        }
    }

    @Test func `a job with a priority is held, released, cancelled and retried as any other`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--priority", "3", "true")
            for (command, state) in [
                ("hold", "held"), ("release", "waiting"), ("cancel", "cancelled"), ("retry", "waiting"),
            ] {
                let result = try await spool.run("\(command)", "\(id)")
                #expect(result.code == 0 && result.error == [], "\(command): \(result.errorText)")
                #expect(spool.state(of: id) == state)
            }
            let status = try await spool.run("status")
            #expect(status.outputText.contains("1 queued, 0 running"))
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
            let check = try await spool.run("check")
            #expect(check.code == 0, "\(check.outputText)")
        }
    }

    @Test func `a job of more than one slot is passed by as many as there are slots, and comes then`() async throws {
        try await TestSpool.with { spool in
            let first = try await spool.submit(line: "while [ ! -e go ]; do sleep 0.02; done")
            try await spool.supervise("--slots", "2")
            try await spool.command(of: first)
            let large = try await spool.submit(line: Self.note, "--slots", "2")
            var small: [Int] = []
            for _ in 0..<5 { small.append(try await spool.submit(line: Self.note)) }
            for id in small.prefix(2) {
                let outcome = try await spool.outcome(of: id)
                #expect(outcome == "succeeded")
            }
            let ping = try await spool.run("ping")
            #expect(ping.code == 0)
            #expect(spool.jobs(in: "queued") == Array(small.dropFirst(2)))
            let why = try await spool.run("why", "\(large)")
            #expect(why.outputText.contains("It occupies 2 slots, and of all 2 too few are left beside job \(first)"))
            try writeFile(spool.base + "/go", "")
            for id in small {
                let outcome = try await spool.outcome(of: id)
                #expect(outcome == "succeeded")
            }
            #expect(Array(order(spool).prefix(3)) == Array(small.prefix(2)) + [large])
        }
    }

    @Test func `an array gives up even its last slot, and its lock, to a job that comes before it`() async throws {
        try await TestSpool.with { spool in
            let line = "echo {} >> tasks; until test -e go.{}; do sleep 0.02; done"
            let array = try await spool.submit(line: line, "--array", "1-4", "--lock", "db")
            try await spool.supervise("--slots", "2")
            try await eventually("the first task runs") { spool.tasks(of: array) == [1: "running"] }
            let wide = try await spool.submit("--priority", "1", "--slots", "2", "true")
            let locked = try await spool.submit("--priority", "1", "--lock", "db", "true")
            #expect(try await spool.run("ping").code == 0)
            try writeFile(spool.base + "/go.1", "")
            #expect(try await spool.outcome(of: wide) == "succeeded")
            #expect(try await spool.outcome(of: locked) == "succeeded")
            #expect(spool.state(of: array) == "running")
            for task in 2...4 { try writeFile(spool.base + "/go.\(task)", "") }
            #expect(try await spool.outcome(of: array) == "succeeded")
            #expect(readLines(spool.base + "/tasks") == ["1", "2", "3", "4"])
        }
    }
}
