import Glibc
import SystemCalls
import Testing

/// When a supervisor begins, ends, and leaves the machine alone.
@Suite struct SupervisorTests {
    @Test(arguments: [(SIGTERM, 0), (SIGHUP, 0), (SIGINT, 130)] as [(Int32, Int32)])
    func `a signal ends the supervisor at once, and running jobs go on`(signal: Int32, code: Int32) async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "while [ ! -e go ]; do sleep 0.05; done; exit 3")
            let supervisor = try await spool.supervise()
            let command = try await spool.command(of: id)
            supervisor.signal(signal)
            #expect(try await supervisor.result().code == code)
            #expect(isAlive(command))
            try writeFile(spool.base + "/go", "")
            #expect(try await spool.outcome(of: id) == "failed", "without any supervisor")
            #expect(spool.result(of: id)["exit_code"] == "3")
        }
    }

    @Test func `a supervisor that nohup started outlives its terminal`() async throws {
        try await TestSpool.with { spool in
            let supervisor = try await spool.supervise(through: ["nohup"])
            supervisor.signal(SIGHUP)
            let id = try await spool.submit("true")
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(supervisor.status == nil)
        }
    }

    @Test func `a second supervisor leaves at once, quietly and with 0`() async throws {
        try await TestSpool.with { spool in
            let first = try await spool.supervise()
            for mode in [[], ["--drain"], ["--once"], ["--slots", "9"]] {
                let second = try await spool.run(bytes: (["supervise"] + mode).map(\.bytes))
                #expect(second.code == 0 && second.output == [] && second.error == [])
            }
            #expect(first.status == nil)
            #expect(spool.supervisor["pid"] == "\(first.pid)")
            let id = try await spool.submit("true")
            #expect(try await spool.outcome(of: id) == "succeeded")
        }
    }

    @Test func `drain ends when nothing is left to do`() async throws {
        try await TestSpool.with { spool in
            let lines = (1...12).map { "sleep 0.0\($0); exit \($0 % 2)\n" }.joined()
            _ = try await spool.run("submit", "--batch", "-", input: lines.bytes)
            let result = try await spool.run("supervise", "--drain", "--slots", "3")
            #expect(result.code == 0 && result.error == [])
            #expect(spool.jobs(in: "succeeded").count == 6)
            #expect(spool.jobs(in: "failed").count == 6)
        }
    }

    @Test func `drain of an empty spool ends at once`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run("supervise", "--drain")
            #expect(result.code == 0)
        }
    }

    @Test func `once starts what fits and ends, and the jobs go on`() async throws {
        try await TestSpool.with { spool in
            for _ in 1...3 { _ = try await spool.submit(line: "while [ ! -e go ]; do sleep 0.05; done") }
            #expect(try await spool.run("supervise", "--once", "--slots", "2").code == 0)
            #expect(spool.jobs(in: "running") == [1, 2])
            #expect(try await spool.run("supervise", "--once", "--slots", "2").code == 0)
            #expect(spool.jobs(in: "running") == [1, 2], "the cap counts what an earlier supervisor started")
            try writeFile(spool.base + "/go", "")
            try await spool.wait(for: 1, toBe: "succeeded")
            try await spool.wait(for: 2, toBe: "succeeded")
            #expect(try await spool.run("supervise", "--once", "--slots", "2").code == 0)
            try await spool.wait(for: 3, toBe: "succeeded")
        }
    }

    @Test func `a supervisor runs from cron's bare environment`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("env")
            try await spool.supervise(through: ["env", "-i"], ["--drain"])
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(spool.output(of: id).contains("PATH="), "it is the submitter's environment that counts")
        }
    }

    /// Symptom: the id, or the output of tasks, was lost, and the exit code was 0.
    @Test(arguments: ["submit true >&-", "run echo x >&-", "submit --batch - <&-"])
    func `what would be written to a closed stream, or read from one, is an error`(line: String) async throws {
        try await TestSpool.with { spool in
            let result = try await spool.execute(
                "sh", "-c", #"exec "$0" --spool "$1" "# + line, TestSpool.tool, spool.path)
            #expect(result.code == 1 && result.errorText.contains("bad file descriptor"), "\(result.errorText)")
        }
    }

    @Test func `the tool works with its standard streams closed`() async throws {
        try await TestSpool.with { spool in
            let closed = #"exec "$0" --spool "$1" submit sh -c 'echo ok' <&- 2>&-"#
            #expect(try await spool.execute("sh", "-c", closed, TestSpool.tool, spool.path).outputText == "1\n")
            #expect(spool.allJobs == [1])
            try await spool.supervise(through: ["sh", "-c", #"exec "$@" <&- >&- 2>&-"#, "sh"], ["--drain"])
            #expect(try await spool.outcome(of: 1) == "succeeded")
            #expect(spool.output(of: 1) == "ok\n")
            #expect(spool.file("job", of: 1)?.starts(with: "job=1\0".utf8) == true)
        }
    }

    @Test func `slots may be set in the spool's own file, and while the supervisor runs`() async throws {
        try await TestSpool.with { spool in
            for _ in 1...4 { _ = try await spool.submit(line: "while [ ! -e go ]; do sleep 0.05; done") }
            try writeFile(spool.path + "/config", "# for the night\nslots=1\n")
            try await spool.supervise()
            try await eventually("one job runs") { spool.jobs(in: "running") == [1] }
            try writeFile(spool.path + "/config", "slots=3\n")
            try await spool.execute("touch", spool.path + "/wake")
            try await eventually("three jobs run") { spool.jobs(in: "running") == [1, 2, 3] }
            #expect(spool.supervisor["slots"] == "3")
        }
    }

    /// Symptom: the reason stayed for ever, and '--drain' never ended, where nothing was left to start when the queue could be read again.
    @Test func `a supervisor that could not read the queue for a while ends when all is done`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit(line: "while [ ! -e go ]; do sleep 0.05; done")
            let supervisor = try await spool.supervise("--drain")
            try await eventually("the job runs") { spool.jobs(in: "running") == [1] }
            try await spool.execute("mv", spool.path + "/queued", spool.path + "/../away")
            try await spool.execute("touch", spool.path + "/wake")
            try await eventually("the supervisor says what keeps it") { spool.supervisor["problem"] != nil }
            try await spool.execute("mv", spool.path + "/../away", spool.path + "/queued")
            try await eventually("the supervisor goes on") { spool.supervisor["problem"] == nil }
            try writeFile(spool.base + "/go", "")
            #expect(try await supervisor.result(within: .seconds(30)).code == 0)
        }
    }

    /// Symptom: a supervisor ended, or waited for ever, beside a job whose shepherd, which it had not started itself, was still ending.
    @Test(arguments: [[], ["--priority", "1"]])
    func `a job whose lock somebody lets go without a sign is started`(options: [String]) async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(bytes: (options + ["true"]).map(\.bytes))
            let directory = try #require(spool.directory(of: id))
            let job = try FileDescriptor.workingDirectory.openDirectory(FilePath(directory))
            #expect(try job.tryLock())
            let other = try await spool.submit("true")
            let supervisor = try await spool.supervise("--drain")
            try await spool.wait(for: other, toBe: "succeeded")
            #expect(spool.state(of: id) == (options.isEmpty ? "queued" : "waiting"))
            job.unlock()
            #expect(try await supervisor.result().code == 0)
            #expect(spool.state(of: id) == "succeeded")
        }
    }

    /// Symptom: it stayed for ever, and another one served the spool that was made anew in the same place.
    @Test func `a supervisor leaves a spool whose files were deleted`() async throws {
        try await TestSpool.with { spool in
            let supervisor = try await spool.supervise()
            unlink(spool.path + "/supervisor.lock")
            try await spool.execute("touch", spool.path + "/wake")
            #expect(try await supervisor.result().code == 0)
        }
    }
}
