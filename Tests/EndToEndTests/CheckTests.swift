import Glibc
import SystemCalls
import Testing

@Suite struct CheckTests {
    /// A spool with job 1 succeeded, 2 failed, and 3 queued.
    private func withJobs(_ body: (TestSpool) async throws -> Void) async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            _ = try await spool.submit("false")
            let result = try await spool.run("supervise", "--drain")
            #expect(result.code == 0)
            _ = try await spool.submit("true")
            try await body(spool)
        }
    }

    /// Compares the lines that a check prints, but for the last one, which counts them.
    private func check(
        _ spool: TestSpool, _ options: String..., finds expected: [String],
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let result = try await spool.run(bytes: (["check"] + options).map { Array($0.utf8) })
        let lines = result.outputText.split(separator: "\n").map(String.init)
        #expect(Array(lines.dropLast()).sorted() == expected, sourceLocation: location)
        #expect(result.errorText == "", sourceLocation: location)
        let isClean = lines.last?.contains(", 0 findings") == true
        #expect(result.code == (isClean ? 0 : 1), sourceLocation: location)
    }

    @Test func `a spool in order has no findings`() async throws {
        try await withJobs { spool in
            let result = try await spool.run("check")
            #expect(result.outputText == "3 jobs checked, 0 findings\n")
            #expect(result.code == 0)
            let json = try await spool.run("check", "--json")
            #expect(json.outputText == #"{"findings":[],"jobs":3,"remaining":0}"# + "\n")
        }
    }

    @Test func `foreign names are reported at every level and left alone`() async throws {
        try await withJobs { spool in
            let places = [
                "x\n\u{1b}[31m", "ids/x", "tmp/x", "environments/x", "queued/x", "queued/00", "queued/0/x", "running/x",
                "finished/x", "finished/failed/x", "finished/failed/0/x", "finished/failed/0/2/x",
            ]
            for place in places { try writeFile("\(spool.path)/\(place)", "") }
            let expected = places.map { "\($0 == places[0] ? #"x\n\u{1b}[31m"# : $0) is foreign (left alone)" }.sorted()
            try await check(spool, finds: expected)
            try await check(spool, "--repair", finds: expected)
            for place in places { #expect(fileExists("\(spool.path)/\(place)")) }
        }
    }

    @Test func `links, pipes and folders in the place of files are reported, and nothing hangs`() async throws {
        try await withJobs { spool in
            let failed = spool.path + "/finished/failed/0/2"
            unlink(failed + "/job")
            #expect(mkfifo(failed + "/job", 0o600) == 0)
            unlink(failed + "/output.1")
            #expect(symlink("/etc/passwd", failed + "/output.1") == 0)
            unlink(spool.path + "/wake")
            #expect(mkfifo(spool.path + "/wake", 0o600) == 0)
            unlink(spool.path + "/supervisor.lock")
            #expect(mkfifo(spool.path + "/supervisor.lock", 0o600) == 0)
            #expect(symlink("/tmp", spool.path + "/running/77") == 0)
            try makeDirectory(spool.path + "/config")
            try await check(
                spool,
                finds: [
                    "config is a directory, not a regular file (left alone)",
                    "finished/failed/0/2/job is a FIFO, not a regular file (left alone)",
                    "finished/failed/0/2/job is missing (left alone)",
                    "finished/failed/0/2/output.1 is a symbolic link, not a regular file (left alone)",
                    "running/77 is a symbolic link, not a directory (left alone)",
                    "supervisor.lock is a FIFO, not a regular file (left alone)",
                    "wake is a FIFO, not a regular file (left alone)",
                ])
        }
    }

    @Test func `a table of tasks that was cut is reported`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("--array", "1-4", "true")
            try await spool.drain()
            try await check(spool, finds: [])
            #expect(truncate(spool.path + "/finished/succeeded/0/1/tasks.1", 256) == 0)
            try await check(
                spool,
                finds: [
                    "finished/succeeded/0/1/tasks.1 has room for 2 of the 4 tasks that the result counts (left alone)"
                ])
        }
    }

    @Test func `files that others may read are made private by a repair`() async throws {
        try await withJobs { spool in
            #expect(chmod(spool.path + "/finished/failed", 0o755) == 0)
            #expect(chmod(spool.path + "/finished/failed/0/2/result.1", 0o644) == 0)
            let found = [
                "finished/failed has the mode 0755, not 0700 (--repair would set its mode to 0700)",
                "finished/failed/0/2/result.1 has the mode 0644, not 0600 (--repair would set its mode to 0600)",
            ]
            try await check(spool, finds: found)
            let repaired = found.map { replacing("--repair would set", with: "repaired: set", in: $0) }
            try await check(spool, "--repair", finds: repaired)
            try await check(spool, finds: [])
            #expect(status(spool.path + "/finished/failed")?.permissions == 0o700)
        }
    }

    @Test(.enabled(if: geteuid() != 0 || NobodyElse.isAvailable, "no way to be somebody whom a mode keeps out"))
    func `a folder whose mode keeps its owner out is reported, and opened by a repair`() async throws {
        try await TestSpool.with { spool in
            let program = "\(NobodyElse.prefix.joined(separator: " ")) \"$0\" --spool \"$1\""
            let script = """
                chmod 777 . && \(program) submit true && chmod 0 "$1/queued/0/1" "$1/queued/0"
                \(program) check; \(program) check --repair; \(program) check
                """
            let result = try await spool.execute("sh", "-c", script, TestSpool.tool, spool.path)
            #expect(
                result.outputText == """
                    1
                    queued/0 has the mode 0000, not 0700 (--repair would set its mode to 0700)
                    0 jobs checked, 1 finding
                    queued/0 has the mode 0000, not 0700 (repaired: set its mode to 0700)
                    queued/0/1 has the mode 0000, not 0700 (repaired: set its mode to 0700)
                    1 job checked, 0 findings left
                    1 job checked, 0 findings

                    """)
            #expect(result.errorText == "")
        }
    }

    @Test func `missing folders and files are made by a repair`() async throws {
        try await withJobs { spool in
            #expect(rmdir(spool.path + "/finished/lost") == 0)
            #expect(rmdir(spool.path + "/running") == 0)
            unlink(spool.path + "/wake")
            try await check(
                spool, "--repair",
                finds: [
                    "finished/lost is missing (repaired: make it)", "running is missing (repaired: make it)",
                    "wake is missing (repaired: make it)",
                ])
            try await check(spool, finds: [])
        }
    }

    @Test func `the next id is lifted above all that were taken`() async throws {
        try await withJobs { spool in
            try renameFile(spool.path + "/ids/4", spool.path + "/ids/2")
            try await check(
                spool, "--repair",
                finds: [
                    "ids/2 is not above the id of job 3 (repaired: make 4 the next id)"
                ])
            #expect(namesIn(spool.path + "/ids") == ["4"])
            unlink(spool.path + "/ids/4")
            try await check(spool, "--repair", finds: ["ids holds no number (repaired: make 4 the next id)"])
            try writeFile(spool.path + "/ids/9", "")
            try await check(
                spool, "--repair",
                finds: [
                    "ids/4 is not the only number; the largest counts (repaired: delete it)"
                ])
            let next = try await spool.submit("true")
            #expect(next == 9)
        }
    }

    @Test func `a spool that has lost its folder of ids takes none of them twice`() async throws {
        try await withJobs { spool in
            unlink(spool.path + "/ids/4")
            #expect(rmdir(spool.path + "/ids") == 0)
            let next = try await spool.submit("true")
            #expect(next == 4)
            try await check(spool, finds: [])
        }
    }

    @Test func `what killed processes left in tmp is deleted by a repair`() async throws {
        try await withJobs { spool in
            try makeDirectory(spool.path + "/tmp/submit-4194305-0")
            try writeFile(spool.path + "/tmp/submit-4194305-0/job", "job=1\0")
            try makeDirectory(spool.path + "/tmp/pruned-4194305-8")
            try writeFile(spool.path + "/finished/failed/0/2/cancel.new-4194305", "")
            try writeFile(spool.path + "/supervisor.new-4194305", "")
            try await check(
                spool, "--repair",
                finds: [
                    "finished/failed/0/2/cancel.new-4194305 was left unfinished by process 4194305 (repaired: delete it)",
                    "supervisor.new-4194305 was left unfinished by process 4194305 (repaired: delete it)",
                    "tmp/pruned-4194305-8 was left there by a process that is gone (repaired: delete it)",
                    "tmp/submit-4194305-0 was left there by a process that is gone (repaired: delete it)",
                ])
            try await check(spool, finds: [])
        }
    }

    @Test func `what a living process builds in tmp is in order`() async throws {
        try await withJobs { spool in
            try makeDirectory(spool.path + "/tmp/submit-\(getpid())-0")
            try makeDirectory(spool.path + "/tmp/submit-elsewhere")
            let lock = try FileDescriptor.workingDirectory.openDirectory(FilePath(spool.path + "/tmp/submit-elsewhere"))
            #expect(try lock.tryLock())
            try await check(spool, finds: [])
        }
    }

    @Test func `records that are torn or refused are reported with the reason`() async throws {
        try await withJobs { spool in
            try writeFile(spool.path + "/queued/0/3/job", "job=1\0argument=true\0")
            try writeFile(spool.path + "/finished/succeeded/0/1/result.1", "result=2\nend=result\n")
            try writeFile(spool.path + "/config", "slots=none\n")
            try await check(
                spool,
                finds: [
                    "config is refused: the field 'slots' holds 'none' (left alone)",
                    "finished/succeeded/0/1/result.1 is refused: its version is '2', and this program knows 1 (left alone)",
                    "queued/0/3/job is refused: it is torn: its last field is missing (left alone)",
                ])
        }
    }

    @Test func `jobs in the wrong place are reported`() async throws {
        try await withJobs { spool in
            try makeDirectory(spool.path + "/finished/lost/0")
            try renameFile(spool.path + "/finished/succeeded/0/1", spool.path + "/finished/lost/0/1")
            try makeDirectory(spool.path + "/queued/5")
            try renameFile(spool.path + "/queued/0/3", spool.path + "/queued/5/3")
            let copy = try await spool.execute(
                "/bin/cp", "-a", spool.path + "/finished/failed/0/2", spool.path + "/finished/lost/0/2")
            #expect(copy.code == 0)
            try await check(
                spool,
                finds: [
                    "finished/failed/0/2 has the same id as finished/lost/0/2 (left alone)",
                    "finished/lost/0/1 lies under 'lost', and its result says 'succeeded' (left alone)",
                    "finished/lost/0/2 lies under 'lost', and its result says 'failed' (left alone)",
                    "queued/5/3 belongs into the folder queued/0 (left alone)",
                ])
        }
    }

    @Test func `a running job without a shepherd is in order until there is a supervisor that could start one`()
        async throws
    {
        try await withJobs { spool in
            try renameFile(spool.path + "/queued/0/3", spool.path + "/running/3")
            try await check(spool, finds: [])
        }
    }

    @Test func `a spool at work has no findings`() async throws {
        try await TestSpool.with { spool in
            try await spool.supervise("--slots", "4")
            let lines = String(repeating: "sleep 0.01\n", count: 60)
            for _ in 0..<4 {
                let batch = try await spool.run("submit", "--batch", "-", input: Array(lines.utf8))
                #expect(batch.code == 0)
                _ = try await spool.submit("true")
                try await check(spool, finds: [])
            }
            try await eventually("the end of all jobs") { spool.jobs(in: "succeeded").count == 244 }
            try await check(spool, finds: [])
        }
    }

    private func replacing(_ part: String, with other: String, in text: String) -> String {
        guard let range = text.firstRange(of: part) else { return text }
        return text[..<range.lowerBound] + other + text[range.upperBound...]
    }
}

/// A user whom the modes of files keep out, as they do not root.
private enum NobodyElse {
    static let prefix = geteuid() == 0 ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] : []

    static let isAvailable: Bool = {
        let probe = (prefix + [TestSpool.tool, "--version"]).map { Array($0.utf8) }
        let run = try? ProgramRun(probe, environment: [Array("PATH=/usr/bin:/bin".utf8)])
        return run?.status == .exited(0)
    }()
}
