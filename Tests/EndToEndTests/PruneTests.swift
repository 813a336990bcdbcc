import Glibc
import SystemCalls
import Testing

@Suite struct PruneTests {
    /// Three jobs that succeeded, 1, 3 and 5, and two that failed, 2 and 4.
    private func withFiveJobs(_ body: (TestSpool) async throws -> Void) async throws {
        try await TestSpool.with { spool in
            for number in 1...5 { _ = try await spool.submit("sh", "-c", "echo out; exit \((number + 1) % 2)") }
            #expect(try await spool.run("supervise", "--drain").code == 0)
            try await body(spool)
        }
    }

    @Test func `without a rule nothing is deleted, and the message says what to type`() async throws {
        try await withFiveJobs { spool in
            let result = try await spool.run("prune")
            #expect(result.code == 2)
            #expect(result.errorText.contains("'--older-than 30d', '--keep 100' or '--outcome succeeded'"))
            #expect(spool.allJobs == [1, 2, 3, 4, 5])
        }
    }

    @Test func `the newest jobs are kept`() async throws {
        try await withFiveJobs { spool in
            let result = try await spool.run("prune", "--keep", "2")
            #expect(result.code == 0)
            #expect(result.outputText.hasPrefix("3 jobs deleted, "))
            #expect(spool.allJobs == [4, 5])
        }
    }

    @Test func `jobs with other outcomes are neither deleted nor counted`() async throws {
        try await withFiveJobs { spool in
            try await expect(spool, "prune", "--keep", "1", "--outcome", "succeeded,lost", toPrint: "2 jobs deleted, ")
            #expect(spool.allJobs == [2, 4, 5])
        }
    }

    @Test func `jobs that ended too recently are kept`() async throws {
        try await withFiveJobs { spool in
            #expect(try await spool.run("prune", "--older-than", "1h").outputText == "0 jobs deleted, 0 B\n")
            #expect(spool.allJobs == [1, 2, 3, 4, 5])
            // The record of job 3 says that it ended in 1970.
            let file = try #require(spool.directory(of: 3)) + "/result.1"
            let lines = readLines(file).map { $0.hasPrefix("ended_ms=") ? "ended_ms=1" : $0 }
            try writeFile(file, lines.map { $0 + "\n" }.joined())
            try await expect(spool, "prune", "--older-than", "1h", toPrint: "1 job deleted, ")
            #expect(spool.allJobs == [1, 2, 4, 5])
        }
    }

    @Test(.enabled(if: fileExists("/usr/bin/script"), "script is not installed"))
    func `on a terminal a bar shows how far it is`() async throws {
        try await withFiveJobs { spool in
            let variables = ["TOOL=\(TestSpool.tool)".bytes, "SPOOL_DIR=\(spool.path)".bytes]
            let shown = try await spool.start(
                TestSpool.onTerminal(#""$TOOL" prune --keep 0"#), environment: spool.environment + variables
            ).result()
            #expect(shown.outputText.contains("[############........] 60 %, 3 jobs deleted, about "))
            #expect(spool.allJobs == [])
        }
    }

    @Test func `a dry run deletes nothing and counts the same jobs`() async throws {
        try await withFiveJobs { spool in
            let result = try await spool.run("prune", "--keep", "0", "--dry-run", "--json")
            #expect(result.outputText.hasPrefix(#"{"dry_run":true,"jobs":5,"bytes":"#))
            #expect(spool.allJobs == [1, 2, 3, 4, 5])
            try await expect(spool, "prune", "--keep", "0", "--json", toPrint: #"{"dry_run":false,"jobs":5,"#)
            #expect(spool.allJobs == [])
        }
    }

    @Test func `emptied folders and unused environments are deleted too, and the next submit is fine`() async throws {
        try await withFiveJobs { spool in
            #expect(namesIn(spool.path + "/environments").count == 1)
            try await expect(spool, "prune", "--keep", "0", toPrint: "5 jobs deleted, ")
            #expect(namesIn(spool.path + "/environments") == [])
            #expect(namesIn(spool.path + "/finished/succeeded") == [])
            #expect(namesIn(spool.path + "/tmp") == [])
            let next = try await spool.submit("true")
            #expect(next == 6)
            try await expect(spool, "supervise", "--drain", toPrint: "")
            #expect(spool.state(of: next) == "succeeded")
        }
    }

    @Test func `an environment that another job needs stays`() async throws {
        try await withFiveJobs { spool in
            let queued = try await spool.submit("true")
            try await expect(spool, "prune", "--keep", "0", toPrint: "5 jobs deleted, ")
            #expect(namesIn(spool.path + "/environments").count == 1)
            #expect(spool.allJobs == [queued])
        }
    }

    @Test func `a job with a foreign file, link or folder is left alone and reported`() async throws {
        try await withFiveJobs { spool in
            let directories = try (1...3).map { try #require(spool.directory(of: $0)) }
            try writeFile(directories[0] + "/notes.txt", "mine")
            try makeDirectory(directories[1] + "/results")
            unlink(directories[2] + "/output.1")
            #expect(symlink("/etc/passwd", directories[2] + "/output.1") == 0)
            let result = try await spool.run("prune", "--keep", "0")
            #expect(result.code == 0)
            #expect(result.outputText.hasPrefix("2 jobs deleted, "))
            #expect(result.errorText.contains("spool: left alone: job 1: 'notes.txt' is no file of a job.\n"))
            #expect(result.errorText.contains("spool: left alone: job 2: 'results' is no file of a job.\n"))
            #expect(result.errorText.contains("spool: left alone: job 3: 'output.1' is no file of a job.\n"))
            #expect(spool.allJobs == [1, 2, 3])
            #expect(readText(directories[0] + "/notes.txt") == "mine")
        }
    }

    @Test func `what a job keeps in its own directory goes with it`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit(
                line: "mkdir \"$SPOOL_JOB_DIR\"/x_data && echo 1 > \"$SPOOL_JOB_DIR\"/x_data/one")
            try await spool.drain()
            let check = try await spool.run("check")
            #expect(check.code == 0, "\(check.outputText)")
            let result = try await spool.run("prune", "--keep", "0")
            #expect(result.outputText.hasPrefix("1 job deleted, ") && result.errorText == "")
            #expect(spool.allJobs == [])
        }
    }

    @Test func `a job whose records are refused is left alone and reported`() async throws {
        try await withFiveJobs { spool in
            let directories = try (1...2).map { try #require(spool.directory(of: $0)) }
            try writeFile(directories[0] + "/job", "job=1\0")
            try writeFile(directories[1] + "/result.1", "result=1\nfuture=yes\nend=result\n")
            let result = try await spool.run("prune", "--keep", "0", "--json")
            #expect(result.outputText.contains(#""jobs":3,"#))
            #expect(
                result.outputText.contains(#""left_alone":[{"id":1,"reason":"#)
                    || result.outputText.contains(#"{"id":1,"#))
            #expect(result.errorText.contains("job 1: the file 'job' is refused"))
            #expect(result.errorText.contains("job 2: the file 'result.1' is refused"))
            #expect(spool.allJobs == [1, 2])
        }
    }

    @Test func `a link in place of a job is not followed`() async throws {
        try await withFiveJobs { spool in
            let directory = try #require(spool.directory(of: 1))
            try renameFile(directory, spool.base + "/elsewhere")
            #expect(symlink(spool.base + "/elsewhere", directory) == 0)
            try await expect(spool, "prune", "--keep", "0", toPrint: "4 jobs deleted, ")
            #expect(namesIn(spool.base + "/elsewhere").contains("job"))
        }
    }

    @Test func `queued and running jobs are never deleted`() async throws {
        try await TestSpool.with { spool in
            let running = try await spool.submit("sleep", "1000")
            try await spool.supervise("--slots", "1")
            try await spool.command(of: running)
            let queued = try await spool.submit("true")
            #expect(try await spool.run("prune", "--keep", "0").outputText == "0 jobs deleted, 0 B\n")
            #expect(spool.state(of: running) == "running")
            #expect(spool.state(of: queued) == "queued")
        }
    }

    @Test func `what a killed prune left in tmp is deleted by the next`() async throws {
        try await withFiveJobs { spool in
            let directory = try #require(spool.directory(of: 1))
            try renameFile(directory, spool.path + "/tmp/pruned-4194305-1")
            try writeFile(spool.path + "/tmp/notes", "mine")
            #expect(try await spool.run("prune", "--keep", "99").code == 0)
            #expect(namesIn(spool.path + "/tmp") == ["notes"])
            #expect(spool.allJobs == [2, 3, 4, 5])
        }
    }

    @Test func `a prune that is killed leaves every job whole or gone`() async throws {
        try await TestSpool.with { spool in
            let lines = String(repeating: "true\n", count: 80)
            _ = try await spool.run("submit", "--batch", "-", input: Array(lines.utf8))
            try await expect(spool, "supervise", "--drain", toPrint: "")
            #expect(spool.jobs(in: "succeeded").count == 80)
            for delay in 0..<12 {
                let prune = try spool.start(
                    [TestSpool.tool, "--spool", spool.path, "prune", "--keep", "\(70 - 5 * delay)"])
                // Somewhere on its way; where does not matter.
                try await Task.sleep(for: .milliseconds(5 * delay))
                try await prune.end()
                for id in spool.jobs(in: "succeeded") {
                    #expect(spool.file("job", of: id)?.suffix(8) == Array("end=job\0".utf8)[...])
                    #expect(spool.result(of: id)["end"] == "result")
                }
                let check = try await spool.run("check", "--repair")
                #expect(check.code == 0, "\(check.outputText)")
            }
            try await expect(spool, "prune", "--keep", "0", toPrint: "")
            #expect(spool.allJobs == [])
            #expect(namesIn(spool.path + "/tmp") == [])
        }
    }

    @Test func `prunes beside a supervisor at work lose no job and delete none twice`() async throws {
        try await TestSpool.with { spool in
            try await spool.supervise("--slots", "4")
            let lines = String(repeating: "true\n", count: 200)
            _ = try await spool.run("submit", "--batch", "-", input: Array(lines.utf8))
            var deleted = 0
            try await eventually("the end of all jobs") {
                spool.jobs(in: "queued").isEmpty && spool.jobs(in: "running").isEmpty
            } meanwhile: {
                let prunes = try (0..<2).map { _ in
                    try spool.start([TestSpool.tool, "--spool", spool.path, "prune", "--keep", "3"])
                }
                for prune in prunes {
                    let result = try await prune.result()
                    #expect(result.code == 0, "\(result.errorText)")
                    deleted += Int(result.outputText.prefix { $0 != " " }) ?? 0
                }
            }
            #expect(deleted + spool.jobs(in: "succeeded").count == 200)
            let ping = try await spool.run("ping")
            #expect(ping.code == 0)
        }
    }

    private func eventually(
        _ description: String, _ condition: () -> Bool, meanwhile body: () async throws -> Void
    ) async throws {
        let end = ContinuousClock.now + deadline
        while !condition() {
            if ContinuousClock.now > end { throw DeadlinePassed(description: "still not: \(description)") }
            try await body()
        }
    }

    private func expect(_ spool: TestSpool, _ arguments: String..., toPrint beginning: String) async throws {
        let result = try await spool.run(bytes: arguments.map { Array($0.utf8) })
        #expect(result.code == 0)
        #expect(result.outputText.hasPrefix(beginning), "\(result.outputText)")
    }
}
