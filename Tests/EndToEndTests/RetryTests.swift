import Glibc
import SystemCalls
import Testing

/// `spool retry`: run again what has ended.
@Suite struct RetryTests {
    @Test func `a job runs again, and what its earlier attempts left is kept`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "echo $SPOOL_ATTEMPT; test -e go")
            try await spool.drain()
            #expect(spool.state(of: id) == "failed")
            #expect(try await spool.run("retry", "\(id)").code == 0)
            #expect(spool.state(of: id) == "queued")
            try writeFile(spool.base + "/go", "")
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
            #expect(spool.output(of: id) == "1\n" && spool.output(of: id, attempt: 2) == "2\n")
            #expect(try await spool.run("retry", "--failed", "\(id)").code == 1)
            #expect(try await spool.run("retry", "succeeded").code == 0)
            try await spool.drain()
            #expect(spool.output(of: id, attempt: 3) == "3\n")
            #expect(try await spool.run("check").code == 0)
        }
    }

    @Test func `a cancelled job runs after all, and one that waits again can be cancelled`() async throws {
        try await TestSpool.with { spool in
            let cancelled = try await spool.submit("echo", "after all")
            _ = try await spool.run("cancel", "\(cancelled)")
            let failed = try await spool.submit("false")
            try await spool.drain()
            #expect(try await spool.run("retry", "\(cancelled)", "\(failed)").code == 0)
            #expect(try await spool.run("cancel", "\(failed)").code == 0)
            try await spool.drain()
            #expect(spool.output(of: cancelled) == "after all\n" && spool.state(of: cancelled) == "succeeded")
            #expect(spool.state(of: failed) == "cancelled" && spool.file("pid.2", of: failed) == nil)
            #expect(try await spool.run("show", "\(failed)").outputText.contains("cancelled: before attempt 2\n"))
            #expect(try await spool.run("check").code == 0)
        }
    }

    @Test func `what has not ended does not run again`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("true")
            let result = try await spool.run("retry", "\(id)")
            #expect(result.code == 1 && result.errorText.contains("has not ended: it is queued"))
            #expect(try await spool.run("retry", "queued").code == 0)
        }
    }

    @Test func `of an array all tasks run again, or the failed ones, or some`() async throws {
        try await TestSpool.with { spool in
            let line = "echo {} >> notes; echo {} $SPOOL_ATTEMPT; test {} -lt 4 -o -e go"
            let id = try await spool.submit(line: line, "--array", "1-6")
            try await spool.drain("--slots", "1")
            #expect(spool.result(of: id)["tasks_failed"] == "3")
            try writeFile(spool.base + "/go", "")
            #expect(try await spool.run("retry", "--failed", "\(id)").code == 0)
            try await spool.drain("--slots", "1")
            #expect(spool.state(of: id) == "succeeded" && spool.result(of: id, attempt: 2)["tasks_succeeded"] == "6")
            #expect(readLines(spool.base + "/notes") == ["1", "2", "3", "4", "5", "6", "4", "5", "6"])
            #expect(try await spool.run("log", "\(id)").outputText == "1 1\n2 1\n3 1\n4 2\n5 2\n6 2\n")
            #expect(try await spool.run("retry", "\(id).2-3").code == 0)
            #expect(try await spool.run("status", "\(id).2").outputText.contains("queued"))
            try await spool.drain("--slots", "1")
            #expect(readLines(spool.base + "/notes").suffix(2) == ["2", "3"])
            #expect(try await spool.run("log", "\(id).3-4").outputText == "3 3\n4 2\n")
            #expect(try await spool.run("retry", "\(id)").code == 0)
            let wait = try await spool.run("supervise", "--drain")
            #expect(wait.code == 0 && spool.result(of: id, attempt: 4)["tasks_succeeded"] == "6")
            #expect(readLines(spool.base + "/notes").count == 17)
            #expect(try await spool.run("check").code == 0)
        }
    }

    @Test func `of a cancelled array only the tasks that are named run`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "echo {} >> notes", "--array", "1-9")
            _ = try await spool.run("cancel", "\(id)")
            #expect(try await spool.run("retry", "\(id).4-5").code == 0)
            try await spool.drain()
            #expect(readLines(spool.base + "/notes").sorted() == ["4", "5"])
            #expect(spool.state(of: id) == "cancelled")
            #expect(try await spool.run("retry", "\(id)").code == 0)
            try await spool.drain()
            #expect(readLines(spool.base + "/notes").count == 11 && spool.state(of: id) == "succeeded")
        }
    }

    @Test func `retry, killed at any of its calls, leaves the job as it was or has it run once more`() async throws {
        try await TestSpool.with { spool in
            var last = 0
            let points = try await Interruption.eachPoint { interruption in
                last = try await spool.submit(line: "echo $SPOOL_JOB_ID >> notes; exit 1")
                try await spool.drain()
                let command = [TestSpool.tool, "--spool", spool.path, "retry", "\(last)"]
                _ = try await spool.start(interruption.prefix + command).result()
            } check: {
                try await spool.drain()
                let starts = readLines(spool.base + "/notes").filter { $0 == "\(last)" }.count
                #expect((1...2).contains(starts) && spool.state(of: last) == "failed")
                #expect(spool.file("result.\(starts)", of: last) != nil)
            }
            #expect(points > 4)
        }
    }

    /// Symptom: the shepherd took the job for one without attempts, wrote `result.0`, and put it into the queue for ever.
    @Test func `a job that is retried runs although the record of its last attempt was deleted`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "echo $SPOOL_ATTEMPT")
            try await spool.drain()
            #expect(try await spool.run("retry", "\(id)").code == 0)
            let directory = try #require(spool.directory(of: id))
            try FileDescriptor.workingDirectory.unlink(FilePath("\(directory)/pid.1"))
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded" && spool.output(of: id, attempt: 2) == "2\n")
        }
    }
}
