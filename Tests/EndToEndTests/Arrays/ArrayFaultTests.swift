import Glibc
import SystemCalls
import Testing

/// Arrays whose programs are killed, or whose files are not as they were.
@Suite struct ArrayFaultTests {
    private let line = "echo {} >> notes; until test -e go; do sleep 0.02; done; echo done {}"

    @Test(arguments: ["report", "requeue"])
    func `after the death of the shepherd the tasks that ran are lost, and the others run once`(
        onLoss: String
    ) async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: line, "--array", "1-8", "--on-loss", onLoss)
            try await spool.supervise("--slots", "3")
            try await eventually("three run") { readLines(spool.base + "/notes").count == 3 }
            try await spool.killShepherd(of: id)
            try await eventually("the next attempt has begun") { spool.file("tasks.2", of: id) != nil }
            try writeFile(spool.base + "/go", "")
            let outcome = try await spool.outcome(of: id)
            let starts = readLines(spool.base + "/notes").compactMap { Int($0) }.sorted()
            if onLoss == "report" {
                #expect(outcome == "lost" && starts == Array(1...8))
                #expect(spool.result(of: id, attempt: 2)["tasks_lost"] == "3")
            } else {
                #expect(outcome == "succeeded" && starts == [1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8])
                #expect(try await spool.run("log", "\(id)").outputText == (1...8).map { "done \($0)\n" }.joined())
            }
            // It may have been writing how far it was.
            _ = try await spool.run("check", "--repair")
            let check = try await spool.run("check")
            #expect(check.code == 0, "\(check.outputText)")
        }
    }

    /// Symptom: the task counted as running for ever, and the array succeeded.
    @Test func `a task whose start is torn in the table is lost with its shepherd`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: line, "--array", "1-2")
            let supervisor = try await spool.supervise("--slots", "2")
            try await eventually("both run") { readLines(spool.base + "/notes").count == 2 }
            try await supervisor.end()
            try await spool.killShepherd(of: id)
            let table = FilePath("\(spool.path)/running/\(id)/tasks.1")
            let torn = [UInt8](repeating: UInt8(ascii: " "), count: 31)
            try FileDescriptor.workingDirectory.open(table, O_WRONLY).writeAll(torn, at: 16)
            try await spool.supervise()
            #expect(try await spool.outcome(of: id) == "lost")
            #expect(spool.tasks(of: id) == [1: "lost", 2: "lost"])
        }
    }

    /// Symptom: it lay in 'cancelled', and its result said 'lost'.
    @Test func `an array that is cancelled while it has no shepherd says so in its result`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: line, "--array", "1-8")
            let supervisor = try await spool.supervise("--slots", "2")
            try await eventually("two run") { readLines(spool.base + "/notes").count == 2 }
            try await supervisor.end()
            try await spool.killShepherd(of: id)
            #expect(try await spool.run("cancel", "--grace", "50ms", "\(id)").code == 0)
            try await spool.supervise()
            #expect(try await spool.outcome(of: id) == "cancelled")
            #expect(spool.result(of: id)["outcome"] == "cancelled")
        }
    }

    @Test func `the death of the supervisor is nothing to the tasks, and the next one keeps the slots`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: line, "--array", "1-8")
            let later = try await spool.submit("true")
            let supervisor = try await spool.supervise("--slots", "3")
            try await eventually("three run") { readLines(spool.base + "/notes").count == 3 }
            try await supervisor.end()
            try await spool.supervise("--slots", "3")
            #expect(try await spool.run("ping").code == 0)
            #expect(spool.state(of: later) == "queued")
            try writeFile(spool.base + "/go", "")
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(try await spool.outcome(of: later) == "succeeded")
            #expect(readLines(spool.base + "/notes").compactMap { Int($0) }.sorted() == Array(1...8))
        }
    }

    @Test func `a cancelled array ends its tasks and starts no more`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "sleep 1000 & " + line, "--array", "1-8")
            try await spool.supervise("--slots", "3")
            try await eventually("three run") { readLines(spool.base + "/notes").count == 3 }
            #expect(try await spool.run("cancel", "\(id)").code == 0)
            #expect(try await spool.outcome(of: id) == "cancelled")
            #expect(readLines(spool.base + "/notes").count == 3)
            #expect(spool.tasks(of: id) == [1: "cancelled", 2: "cancelled", 3: "cancelled"])
            let text = try await spool.run("status", "\(id).7").outputText
            #expect(text.contains("cancelled"))
        }
    }

    @Test func `some tasks are cancelled, held and released, and the others run`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: line, "--array", "1-8")
            try await spool.supervise("--slots", "2")
            try await eventually("two run") { readLines(spool.base + "/notes").count == 2 }
            #expect(try await spool.run("cancel", "\(id).1", "\(id).5-6").code == 0)
            #expect(try await spool.run("hold", "\(id).7-8").code == 0)
            try await eventually("3 takes the place of 1") { readLines(spool.base + "/notes").count == 3 }
            try writeFile(spool.base + "/go", "")
            try await spool.wait(for: id, toBe: "held")
            #expect(readLines(spool.base + "/notes").sorted() == ["1", "2", "3", "4"])
            #expect(try await spool.run("release", "\(id).8").code == 0)
            try await eventually("8 has run") { readLines(spool.base + "/notes").contains("8") }
            try await spool.wait(for: id, toBe: "held")
            #expect(try await spool.run("release", "\(id)").code == 0)
            #expect(try await spool.outcome(of: id) == "cancelled")
            #expect(readLines(spool.base + "/notes").sorted() == ["1", "2", "3", "4", "7", "8"])
            let text = try await spool.run("log", "\(id)").outputText
            #expect(text == [2, 3, 4, 7, 8].map { "done \($0)\n" }.joined())
        }
    }

    @Test func `a held array can be cancelled`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--array", "1-3", "true")
            #expect(try await spool.run("hold", "\(id).2-3").code == 0)
            try await spool.drain()
            #expect(spool.state(of: id) == "held")
            #expect(try await spool.run("cancel", "\(id)").code == 0)
            #expect(spool.state(of: id) == "cancelled")
            #expect(try await spool.run("check").code == 0)
        }
    }

    @Test(arguments: ["report", "requeue"])
    func `a shepherd of an array, killed at any of its calls, loses no task`(onLoss: String) async throws {
        try await TestSpool.with { spool in
            var last = 0
            let points = try await Interruption.eachPoint { interruption in
                last = try await spool.submit(
                    line: "echo $SPOOL_JOB_ID.{} >> notes; echo out", "--array", "1-2", "--max-running", "1",
                    "--on-loss", onLoss)
                try await interruption.superviseOnce(spool)
            } check: {
                try await spool.drain()
                let outcome = try #require(spool.state(of: last))
                for task in 1...2 {
                    let starts = readLines(spool.base + "/notes").filter { $0 == "\(last).\(task)" }.count
                    let log = try await spool.run("log", "\(last).\(task)").outputText
                    if onLoss == "requeue" {
                        #expect(outcome == "succeeded" && (1...2).contains(starts) && log == "out\n")
                    } else {
                        let words = (1...3).compactMap { spool.tasks(of: last, attempt: $0)[task] }
                        #expect(words == ["succeeded"] && starts == 1 || words == ["lost"] && starts <= 1)
                    }
                }
                #expect(namesIn(spool.path + "/running") == [])
            }
            #expect(points > 20)
            // What a killed process was writing is left, and nothing else is wrong.
            _ = try await spool.run("check", "--repair")
            let findings = try await spool.run("check")
            #expect(findings.code == 0, "\(findings.outputText)")
        }
    }

    /// Symptom: what a shepherd could not open counted as a fault of the machine, and nothing started any more; 'check' found nothing.
    @Test(arguments: [
        ("rm tasks", "tasks is missing where 4 bytes were written"),
        ("printf x >> tasks", "tasks has 5 bytes where 4 bytes were written"),
        ("mkdir tasks.1", "tasks.1 is a directory, not a regular file"),
    ])
    func `an array that cannot be begun fails alone`(damage: String, finding: String) async throws {
        try await TestSpool.with { spool in
            try writeFile(spool.base + "/values", "a\nb\n")
            let id = try await spool.submit("--each", spool.base + "/values", "echo", "{}")
            let next = try await spool.submit("true")
            let job = try #require(spool.directory(of: id))
            #expect(try await spool.start(["sh", "-c", damage], directory: job).result().code == 0)
            let check = try await spool.run("check")
            #expect(check.code == 1 && check.outputText.contains(finding), "\(check.outputText)")
            #expect(try await spool.run("supervise", "--drain").code == 0)
            #expect(spool.state(of: next) == "succeeded" && spool.state(of: id) == "failed")
            #expect(
                spool.result(of: id)["exit_code"] == "125" && spool.result(of: id)["reason"]?.contains("tasks") == true)
        }
    }
}
