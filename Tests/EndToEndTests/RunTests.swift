import Glibc
import SystemCalls
import Testing

/// `spool run`: submit, supervise and show.
@Suite struct RunTests {
    @Test func `five requests on three slots are answered in the order in which they end, and sum up`() async throws {
        try await TestSpool.with { spool in
            let line = "sleep {}; echo {} | awk '{ print $1 * $1 }'"
            let sum = "awk '{ print; sum += $1 } END { print sum }'"
            let script = "printf '%s\\n' 4 5 3 1.5 2.2 | \"$0\" --spool \"$1\" run --slots 3 -c \"$2\" | \(sum)"
            let result = try await spool.execute("/bin/sh", "-c", script, TestSpool.tool, spool.path, line)
            #expect(result.outputText == "9\n16\n2.25\n25\n4.84\n57.09\n")
        }
    }

    @Test func `with keep-order the output comes as submitted`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run(
                "run", "--slots", "3", "-k", "-c", "sleep {}; echo {}", input: "0.4\n0.2\n0\n".bytes)
            #expect(result.outputText == "0.4\n0.2\n0\n" && result.code == 0)
        }
    }

    @Test func `the outputs of jobs are never mixed`() async throws {
        try await TestSpool.with { spool in
            let line = "for i in 1 2 3 4 5; do echo {}; echo {} >&2; sleep 0.01; done"
            let result = try await spool.run("run", "--slots", "4", "-c", line, input: "a\nb\nc\nd\n".bytes)
            for text in [result.outputText, result.errorText] {
                let lines = text.split(separator: "\n")
                #expect(lines.count == 20)
                let blocks = stride(from: 0, to: 20, by: 5).map { Set(lines[$0..<$0 + 5]) }
                #expect(blocks.allSatisfy { $0.count == 1 })
            }
        }
    }

    @Test func `lines are quoted for the shell, and are arguments as they are`() async throws {
        try await TestSpool.with { spool in
            let hostile = "a'b; touch broken-out \"$(touch broken-out)\" `touch broken-out`"
            let quoted = try await spool.run("run", "-c", "printf '%s\\n' {}", input: (hostile + "\n").bytes)
            #expect(quoted.outputText == hostile + "\n")
            let plain = try await spool.run("run", "printf", "%s\n", "<{}>", input: (hostile + "\n").bytes)
            #expect(plain.outputText == "<" + hostile + ">\n")
            let name = "two\nlines".bytes + [0, 0xff, 0]
            let separated = try await spool.run("run", "-k", "-0", "printf", "%s|", "{}", input: name)
            #expect(separated.output == "two\nlines|".bytes + [0xff] + "|".bytes)
            #expect(!fileExists(spool.base + "/broken-out"))
        }
    }

    @Test func `without a command each line is one for the shell, and none is no job`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run("run", "-k", input: "echo $((1+1))\nfalse\nexit 7\n".bytes)
            #expect(result.outputText == "2\n" && result.code == 1)
            let none = try await spool.run("run", input: [])
            #expect(none.output == [] && none.code == 0)
        }
    }

    @Test(arguments: [("exit 3", 3), ("kill -9 $$", 137), ("true", 0)])
    func `the exit code is the job's`(line: String, code: Int32) async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run("run", "-c", line)
            #expect(result.code == code)
        }
    }

    @Test(arguments: [false, true])
    func `after Ctrl-C running jobs are cancelled and the others are held`(besideSupervisor: Bool) async throws {
        try await TestSpool.with { spool in
            if besideSupervisor { try await spool.supervise("--slots", "1") }
            let run = try spool.start(
                [TestSpool.tool, "--spool", spool.path, "run", "--slots", "1", "-c", "echo {}; exec sleep {}"].map(
                    \.bytes),
                input: "1000\n2000\n3000\n".bytes)
            try await eventually("the first job runs") {
                spool.file("outputs.1/lane-1", of: 1) == "1000\n".bytes
            }
            run.signal(SIGINT)
            let result = try await run.result()
            #expect(result.code == 130 && result.outputText == "1000\n")
            #expect(result.errorText.contains("2 tasks not run; held. 'spool release 1' lets them start."))
            #expect(spool.state(of: 1) == "held" && spool.tasks(of: 1) == [1: "cancelled"])
            #expect(try await spool.run("status", "1.3").outputText.contains("held"))
        }
    }

    @Test func `a second Ctrl-C kills`() async throws {
        try await TestSpool.with { spool in
            let run = try spool.start([
                TestSpool.tool, "--spool", spool.path, "run", "-c",
                "trap '' TERM; echo ready; while :; do sleep 0.1; done",
            ])
            try await eventually("the trap is set") { spool.output(of: 1) == "ready\n" }
            run.signal(SIGINT)
            try await eventually("the first one is taken") { spool.file("cancel", of: 1) != nil }
            run.signal(SIGINT)
            #expect(try await run.result().code == 130)
            #expect(spool.result(of: 1)["signal"] == "9")
        }
    }

    @Test func `jobs survive a kill -9 of run, and a supervisor finishes them`() async throws {
        try await TestSpool.with { spool in
            let line = "echo start {} >> notes; until test -e go; do sleep 0.05; done; echo end {} >> notes"
            let run = try spool.start(
                [TestSpool.tool, "--spool", spool.path, "run", "--slots", "2", "-c", line].map(\.bytes),
                input: "1\n2\n3\n4\n".bytes)
            try await eventually("two jobs run") { readLines(spool.base + "/notes").count == 2 }
            try await run.end()
            try writeFile(spool.base + "/go", [])
            try await spool.drain("--slots", "2")
            let notes = readLines(spool.base + "/notes").sorted()
            #expect(notes == (1...4).map { "end \($0)" } + (1...4).map { "start \($0)" })
            #expect(spool.result(of: 1)["tasks_succeeded"] == "4")
        }
    }

    @Test func `run starts no job but its own`() async throws {
        try await TestSpool.with { spool in
            let other = try await spool.submit("true")
            #expect(try await spool.run("run", "echo", "mine").outputText == "mine\n")
            #expect(spool.state(of: other) == "queued")
        }
    }

    @Test func `a supervisor that is alive runs the jobs of run`() async throws {
        try await TestSpool.with { spool in
            try await spool.supervise("--slots", "1")
            let result = try await spool.run("run", "--slots", "3", "echo", "hello")
            #expect(result.outputText == "hello\n" && result.errorText.contains("a supervisor is alive"))
        }
    }

    /// Symptom: its job stayed in the queue, and ran once more beside the next run of the same command.
    @Test func `the job of a run that cannot begin is held`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            unlink(spool.path + "/supervisor.lock")
            try makeDirectory(spool.path + "/supervisor.lock")
            let result = try await spool.run("run", "touch", "ran")
            #expect(result.code == 1 && result.errorText.contains("'spool release 2' lets it start"))
            #expect(spool.state(of: 2) == "held" && !fileExists(spool.base + "/ran"))
        }
    }

    /// Symptom: with an inherited descriptor above its limit of files nothing was started, for ever.
    @Test func `a run is not kept by a descriptor that it inherits`() async throws {
        try await TestSpool.with { spool in
            let command = #"exec 500< /dev/null; ulimit -n 256; exec "$@""#
            let words = [TestSpool.tool, "--spool", spool.path, "run", "echo", "hello"]
            let result = try await spool.start(["bash", "-c", command, "bash"] + words).result()
            #expect(result.code == 0 && result.outputText == "hello\n", "\(result.errorText)")
        }
    }
}
