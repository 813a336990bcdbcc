import SystemCalls
import Testing

/// A spool may lie anywhere and have any name.
@Suite struct SpoolPathTests {
    @Test(arguments: [
        "plain", " ", "it's", "\"", "line\nbreak", "-rf", "--help", "$HOME", "*", "日本語", "a\\b", "\u{1b}[31m",
        "\u{202e}",
        String(repeating: "x", count: 200),
    ])
    func `a spool of any name works`(name: String) async throws {
        try await TestSpool.with(name: name) { spool in
            let id = try await spool.submit(line: #"printf '%s\n' "$SPOOL_DIR" "$SPOOL_JOB_DIR"; ls "$SPOOL_JOB_DIR""#)
            let killed = try await spool.submit(line: "kill -9 $PPID; sleep 1000")
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
            #expect(spool.state(of: killed) == "lost")
            #expect(spool.output(of: id).hasPrefix("\(spool.path)\n\(spool.path)/running/\(id)\nenvironment\n"))
        }
    }

    @Test func `a spool whose name is not UTF-8 works`() async throws {
        try await TestSpool.with { spool in
            let path = spool.base.bytes + "/".bytes + [0xff, 0xfe, 0x0a]
            for command in [["submit", "sh", "-c", "echo $SPOOL_DIR > out"], ["supervise", "--drain"]] {
                let result = try await spool.start(
                    [TestSpool.tool.bytes, "--spool".bytes, path] + command.map(\.bytes)
                )
                .result()
                #expect(result.code == 0, "\(result.errorText)")
            }
            #expect(readFile(spool.base + "/out")?.contains(0xfe) == true)
        }
    }

    @Test func `the spool in the current directory, then the user's own, is taken where none is named`() async throws {
        try await TestSpool.with { spool in
            let tool = TestSpool.tool
            #expect(try await spool.execute(tool, "submit", "true").code == 0)
            #expect(fileExists(spool.base + "/.local/state/spool/queued/0/1"))
            let state = spool.environment + ["XDG_STATE_HOME=\(spool.base)/state".bytes]
            #expect(try await spool.start([tool, "submit", "true"], environment: state).result().code == 0)
            #expect(fileExists(spool.base + "/state/spool/queued/0/1"))
            try makeDirectory(spool.base + "/spool")
            try writeFile(spool.base + "/spool/format", "spool 1\n")
            #expect(try await spool.start([tool, "submit", "true"], environment: state).result().code == 0)
            #expect(fileExists(spool.base + "/spool/queued/0/1"))
            let named = state + ["SPOOL_DIR=\(spool.base)/named/deeply".bytes]
            #expect(try await spool.start([tool, "submit", "true"], environment: named).result().code == 0)
            #expect(fileExists(spool.base + "/named/deeply/queued/0/1"))
        }
    }

    @Test func `a spool that is reached through a link works`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            try await spool.execute("ln", "-s", spool.path, spool.base + "/link")
            let result = try await spool.execute(
                TestSpool.tool, "--spool", spool.base + "/link", "supervise", "--drain")
            #expect(result.code == 0, "\(result.errorText)")
            #expect(spool.state(of: 1) == "succeeded")
        }
    }

    @Test func `a spool that is moved while a job runs keeps the job`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "while [ ! -e go ]; do sleep 0.05; done; exit 8")
            let supervisor = try await spool.supervise()
            try await spool.command(of: id)
            try renameFile(spool.path, spool.base + "/moved")
            try writeFile(spool.base + "/go", "")
            let result = "\(spool.base)/moved/finished/failed/0/\(id)/result.1"
            try await eventually("the result is in the moved spool") {
                readText(result)?.contains("exit_code=8\n") == true
            }
            try await supervisor.end()
        }
    }

    /// Symptom: '--drain' waited for ever for a folder that nobody made.
    @Test(arguments: ["queued", "waiting", "held", "finished/lost"])
    func `a supervisor does not start where a folder of jobs is missing`(folder: String) async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--hold", "true")
            #expect(try await spool.run("release", id.description).code == 0)
            try await spool.execute("/bin/mv", "\(spool.path)/\(folder)", "\(spool.path)/../away")
            let result = try await spool.run("supervise", "--drain")
            #expect(result.code == 1 && result.errorText.contains("cannot open \(folder): no such file or directory"))
            #expect(result.errorText.contains("'spool check --repair' makes"))
            #expect(try await spool.run("check", "--repair").code == 0)
            #expect(try await spool.run("supervise", "--drain").code == 0)
        }
    }

    /// Symptom: a shepherd went on with the path `.`, and ended processes of another spool whose path was the same.
    @Test(.enabled(if: Interruption.isPossible, "needs strace"))
    func `a spool whose path the kernel does not tell is not opened`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            let untold = Disturbance("readlink", "error=ENOMEM", at: "/proc/self/fd/3")
            for command in [["submit", "true"], ["status"], ["supervise", "--once"]] {
                let result = try await spool.start(command, with: untold).result()
                #expect(spool.disturbances.contains("INJECTED"))
                #expect(result.code == 1 && result.errorText.contains("cannot allocate memory"), "\(result.errorText)")
            }
            #expect(spool.allJobs == [1])
        }
    }

    /// Symptom: a program of a release ended by SIGABRT, with words of Swift's run time.
    @Test(.enabled(if: PrivateMount.allows(PrivateMount.hiding("/proc") + ["true"]), "no right to a private mount"))
    func `where there is no proc file system a command says that it needs one`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            for command in [["submit", "true"], ["supervise", "--once"]] {
                let result = try await spool.start(
                    PrivateMount.hiding("/proc") + [TestSpool.tool, "--spool", spool.path] + command
                ).result()
                #expect(result.code == 1 && result.errorText.contains("spool needs /proc"), "\(result.errorText)")
            }
            #expect(spool.allJobs == [1])
        }
    }
}
