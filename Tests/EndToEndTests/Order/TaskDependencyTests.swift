import SystemCalls
import Testing

/// `submit --after` of tasks of an array, and what a prune leaves for those who wait.
@Suite struct TaskDependencyTests {
    @Test func `a job starts after a task, or some tasks, while the array goes on`() async throws {
        try await TestSpool.with { spool in
            let array = try await spool.submit(
                line: "until test -e go.{}; do sleep 0.02; done; [ {} != 3 ]", "--array", "1-4")
            let one = try await spool.submit("--after", "\(array).1", "true")
            let two = try await spool.submit("--after", "\(array).1-2:any", "true")
            let bad = try await spool.submit("--after", "\(array).3:failed", "true")
            let unmet = try await spool.submit("--after", "\(array).1-3", "true")
            let whole = try await spool.submit("--after", "\(array):any", "true")
            let supervisor = try await spool.supervise("--slots", "6")
            try await eventually("all tasks run") { spool.tasks(of: array).count { $0.value == "running" } == 4 }
            let why = try await spool.run("why", "\(two)").outputText
            #expect(why.contains("It starts after task \(array).1-2, which has not ended."), "\(why)")
            try writeFile(spool.base + "/go.1", "")
            #expect(try await spool.outcome(of: one) == "succeeded")
            #expect(spool.jobs(in: "waiting") == [two, bad, unmet, whole])
            // What the supervisor has seen so far, the next one sees.
            supervisor.signal(9)
            _ = try await supervisor.result()
            try await spool.supervise("--slots", "6")
            try writeFile(spool.base + "/go.2", "")
            #expect(try await spool.outcome(of: two) == "succeeded")
            try writeFile(spool.base + "/go.3", "")
            #expect(try await spool.outcome(of: bad) == "succeeded")
            #expect(try await spool.outcome(of: unmet) == "cancelled")
            let fate = try await spool.run("why", "\(unmet)").outputText
            #expect(fate.contains("it was to start after the success of task \(array).1-3, which failed"), "\(fate)")
            #expect(spool.state(of: array) == "running" && spool.state(of: whole) == "waiting")
            try writeFile(spool.base + "/go.4", "")
            #expect(try await spool.outcome(of: whole) == "succeeded")
            let check = try await spool.run("check")
            #expect(check.code == 0, "\(check.outputText)")
        }
    }

    @Test func `tasks that are not there cannot be waited for`() async throws {
        try await TestSpool.with { spool in
            let array = try await spool.submit("--array", "5-9", "true")
            let plain = try await spool.submit("true")
            for (word, problem) in [("\(array).4-6", "its tasks are 5-9"), ("\(plain).1", "no array")] {
                let result = try await spool.run("submit", "--after", word, "true")
                #expect(result.code == 1 && result.errorText.contains(problem))
            }
            #expect(spool.allJobs.count == 2)
        }
    }

    @Test func `a job that others wait for is not pruned`() async throws {
        try await TestSpool.with { spool in
            let awaited = try await spool.submit("true")
            let other = try await spool.submit("true")
            try await spool.drain()
            let waits = try await spool.submit("--after", "\(awaited)", "true")
            let prune = try await spool.run("prune", "--keep", "0")
            #expect(prune.code == 0 && spool.state(of: other) == nil && spool.state(of: awaited) == "succeeded")
            #expect(prune.errorText == "spool: left alone: job \(awaited): job \(waits) waits for it.\n")
            #expect(try await spool.run("prune", "\(awaited)").code == 1)
            try await spool.drain()
            #expect(spool.state(of: waits) == "succeeded")
            #expect(try await spool.run("prune", "--keep", "0").outputText.hasPrefix("2 jobs deleted"))
        }
    }

    /// Symptom: it was cancelled: 'it was to start after the success of job 1, which is gone'.
    @Test func `a job that was started before runs again without what it waited for`() async throws {
        try await TestSpool.with { spool in
            let first = try await spool.submit("true")
            let second = try await spool.submit(line: "[ -e go ]", "--after", "\(first)")
            try await spool.drain()
            let prune = try await spool.run("prune", "--outcome", "succeeded")
            #expect(prune.code == 0 && spool.state(of: first) == nil, "\(prune.outputText)")
            try writeFile(spool.base + "/go", "")
            #expect(try await spool.run("retry", "\(second)").code == 0)
            let why = try await spool.run("why", "\(second)").outputText
            #expect(!why.contains("gone"), "\(why)")
            try await spool.drain()
            #expect(spool.state(of: second) == "succeeded")
        }
    }
}
