import Glibc
import SystemCalls
import Testing

/// `status`, `show`, `result`, `log` and `wait`: reading, with and without a supervisor.
@Suite struct LookTests {
    @Test func `status shows jobs, counts and whether a supervisor is alive`() async throws {
        try await TestSpool.with(name: "spool") { spool in
            _ = try await spool.submit("--name", "good one", "true")
            _ = try await spool.submit(line: "exit 3")
            try await spool.drain()
            _ = try await spool.submit("echo", "a b")
            let lines = try await spool.run("status").outputText.split(separator: "\n")
            #expect(lines[0].hasPrefix("ID  STATE      REASON  NAME"))
            #expect(lines[1].contains("succeeded") && lines[1].contains("good one") && lines[1].hasSuffix("true"))
            #expect(lines[2].contains("failed     exit 3") && lines[2].hasSuffix("exit 3"))
            #expect(lines[3].contains("queued") && lines[3].hasSuffix("echo 'a b'"))
            #expect(lines[4] == "1 queued, 0 running, 1 succeeded, 1 failed.")
            #expect(lines[5].hasPrefix("No supervisor is alive."))
        }
    }

    @Test func `status ends with 1 for an id that does not exist, and shows the others`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("true")
            let result = try await spool.run("status", "99", "\(id)")
            #expect(result.code == 1 && result.errorText.contains("there is no job 99"))
            #expect(result.outputText.contains("queued"))
        }
    }

    @Test func `status filters by state, and prints ids alone`() async throws {
        try await TestSpool.with { spool in
            for line in ["true", "false", "exit 2"] { _ = try await spool.submit(line: line) }
            try await spool.drain()
            #expect(try await spool.run("status", "--ids", "--state", "failed").outputText == "2\n3\n")
            #expect(try await spool.run("status", "--ids", "--all").outputText == "1\n2\n3\n")
        }
    }

    @Test func `what a user submitted cannot command a terminal`() async throws {
        try await TestSpool.with { spool in
            let evil = "x\u{1b}]0;gotcha\u{7}\u{202e}y\nz".bytes + [0x9b, 0xff]
            let id = try await spool.submit(bytes: ["--name".bytes, evil, "--".bytes, "echo".bytes, evil])
            for command in ["status", "show"] {
                let result = try await spool.run(bytes: [command.bytes, "\(id)".bytes])
                let text = try #require(String(validating: result.output, as: UTF8.self))
                let isHarmless = text.unicodeScalars.allSatisfy { scalar in
                    scalar == "\n" || ![.control, .format].contains(scalar.properties.generalCategory)
                }
                #expect(isHarmless)
                #expect(text.contains(#"x\u{1b}]0;gotcha\u{7}\u{202e}y\nz\x9b\xff"#))
            }
        }
    }

    @Test func `JSON keeps bytes that are not UTF-8, as Python reads them`() async throws {
        try await TestSpool.with { spool in
            let argument = "ä\"\\\n\t".bytes + [0xff, 0x80]
            let id = try await spool.submit(bytes: ["echo".bytes, argument])
            try writeFile(spool.base + "/json", try await spool.run("status", "--json", "\(id)").output)
            let script =
                "import json,os,sys; d=json.load(open('json')); sys.stdout.buffer.write(os.fsencode(d['jobs'][0]['arguments'][1]))"
            let result = try await spool.execute("python3", "-X", "utf8", "-c", script)
            #expect(result.output == argument, "\(result.errorText)")
        }
    }

    @Test func `result tells exit status, times and memory`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "exit 3")
            let early = try await spool.run("result", "\(id)")
            #expect(early.code == 1 && early.errorText.contains("has not ended: it is queued"))
            try await spool.drain()
            let text = try await spool.run("result", "\(id)").outputText
            for fact in [
                "outcome", "exit status  exit 3", "wall time", "user time", "system time", "peak memory",
                "attempt      1",
            ] {
                #expect(text.contains(fact))
            }
            let json = try await spool.run("result", "--json", "\(id)").outputText
            #expect(json.contains(#""exit_code":3,"signal":null"#))
        }
    }

    @Test func `show gives the values of variables only when asked`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--env", "TOKEN=secret", "true")
            let plain = try await spool.run("show", "\(id)").outputText
            #expect(plain.contains("TOKEN") && !plain.contains("secret"))
            #expect(try await spool.run("show", "-e", "\(id)").outputText.contains("TOKEN=secret"))
        }
    }

    @Test func `log prints the output, the errors, or each to its own stream`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "echo out; echo err >&2")
            try await spool.drain()
            #expect(try await spool.run("log", "\(id)").outputText == "out\n")
            #expect(try await spool.run("log", "--stderr", "\(id)").outputText == "err\n")
            let both = try await spool.run("log", "--both", "\(id)")
            #expect(both.outputText == "out\n" && both.errorText == "err\n")
        }
    }

    @Test func `the output of a job with the strictest umask can be read`() async throws {
        try await TestSpool.with { spool in
            let script = "umask 0777; exec \"$0\" --spool \"$1\" submit -c 'umask; echo fine'"
            let submitted = try await spool.execute("/bin/sh", "-c", script, TestSpool.tool, spool.path)
            #expect(submitted.outputText == "1\n", "\(submitted.errorText)")
            try await spool.drain()
            let directory = try #require(spool.directory(of: 1))
            #expect(readText(directory + "/output.1") == "0777\nfine\n")
            let status = try FileDescriptor.workingDirectory.status(of: FilePath(directory + "/output.1"))
            #expect(status.permissions == 0o600)
        }
    }

    @Test func `log follows a job from before its start to its end`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "echo one; until test -e go; do sleep 0.05; done; echo two")
            let log = try spool.start([TestSpool.tool, "--spool", spool.path, "log", "-f", "\(id)"])
            try await spool.supervise()
            try await eventually("the first line") { readText(log.outputPath) == "one\n" }
            try writeFile(spool.base + "/go", [])
            let result = try await log.result()
            #expect(result.outputText == "one\ntwo\n" && result.code == 0)
        }
    }

    @Test func `wait passes on exit codes, and 124 when the time is over`() async throws {
        try await TestSpool.with { spool in
            let codes = try await [
                spool.submit("true"), spool.submit(line: "exit 4"), spool.submit(line: "kill -15 $$"),
            ]
            let never = try await spool.submit("sleep", "1000")
            try await spool.supervise("--slots", "4")
            #expect(try await spool.run("wait", "\(codes[0])").code == 0)
            #expect(try await spool.run("wait", "\(codes[0])", "\(codes[2])", "\(codes[1])").code == 143)
            #expect(try await spool.run("wait", "--timeout", "0.2", "\(never)").code == 124)
            let any = try await spool.run("wait", "--any", "\(never)", "\(codes[1])")
            #expect(any.outputText == "\(codes[1])\n" && any.code == 4)
            #expect(try await spool.run("wait", "99").code == 1)
        }
    }

    @Test func `wait --fail-fast ends with the first job that does not succeed, and the others run on`() async throws {
        try await TestSpool.with { spool in
            let never = try await spool.submit("sleep", "1000")
            let good = try await spool.submit("true")
            let bad = try await spool.submit(line: "exit 6")
            let wait = try spool.start([TestSpool.tool, "--spool", spool.path, "wait", "--fail-fast"])
            try await eventually("the start") { readText(wait.errorPath)?.contains("no supervisor") == true }
            try await spool.supervise("--slots", "2")
            #expect(try await wait.result().code == 6)
            #expect(spool.state(of: never) == "running" && spool.state(of: good) == "succeeded")
            #expect(try await spool.run("wait", "--fail-fast", "\(never)", "\(bad)").code == 6)
            #expect(try await spool.run("wait", "--fail-fast", "\(good)").code == 0)
            #expect(try await spool.run("wait", "--fail-fast", "--any", "\(good)").code == 2)
        }
    }

    @Test(.enabled(if: fileExists("/usr/bin/script"), "needs script(1)"))
    func `wait tells on a terminal how far the jobs are`() async throws {
        try await TestSpool.with { spool in
            let slow = try await spool.submit(line: "until test -e go; do sleep 0.05; done")
            _ = try await spool.submit("false")
            try await spool.supervise("--slots", "2")
            try await spool.wait(for: 2, toBe: "failed")
            let command = "'\(TestSpool.tool)' --spool \"$PLACE\" wait \(slow) 2"
            let wait = try spool.start(
                TestSpool.onTerminal(command), environment: spool.environment + ["PLACE=\(spool.path)".bytes]
            )
            try await eventually("the progress") {
                readText(wait.outputPath)?.contains("1 of 2 jobs ended, 1 not succeeded") == true
            }
            try writeFile(spool.base + "/go", [])
            #expect(try await wait.result().code == 1)
        }
    }

    @Test func `wait without ids ends with the last job, cancelled ones and those queued again included`() async throws
    {
        try await TestSpool.with { spool in
            let queued = try await spool.submit("sleep", "1000")
            let lost = try await spool.submit(
                line: "test $SPOOL_ATTEMPT = 2 || kill -9 $PPID; test -e go", "--on-loss", "requeue")
            try writeFile(spool.base + "/go", [])
            let wait = try spool.start([TestSpool.tool, "--spool", spool.path, "wait"])
            try await eventually("it says that nobody supervises") {
                readText(wait.errorPath)?.contains("no supervisor") == true
            }
            #expect(try await spool.run("cancel", "\(queued)").code == 0)
            #expect(wait.status == nil)
            try await spool.supervise("--slots", "1")
            let result = try await wait.result()
            #expect(result.code == 1)
            #expect(spool.state(of: lost) == "succeeded" && spool.state(of: queued) == "cancelled")
        }
    }

    @Test func `submit can wait for the end`() async throws {
        try await TestSpool.with { spool in
            try await spool.supervise()
            let result = try await spool.run("submit", "--wait", "-c", "exit 5")
            #expect(result.outputText == "1\n" && result.code == 5)
        }
    }

    @Test func `cancel says what has ended already`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("true")
            try await spool.drain()
            let result = try await spool.run("cancel", "\(id)")
            #expect(result.code == 1 && result.errorText.contains("has ended already: succeeded"))
        }
    }

    /// Symptom: of the queued jobs it showed the first alone, a shard of a thousand, and did not say that there are more.
    @Test func `status shows ten queued jobs wherever they lie`() async throws {
        try await TestSpool.with { spool in
            let lines = Array(repeating: "true\n", count: 1015).joined().bytes
            #expect(try await spool.run("submit", "--batch", "-", input: lines).code == 0)
            #expect(try await spool.run("cancel", "2-998").code == 0)
            #expect(try await spool.run("prune", "--outcome", "cancelled").code == 0)
            let shown = try await spool.run("status", "--ids").outputText.split(separator: "\n").map { Int($0) }
            #expect(shown == [1] + (999...1007))
            #expect(try await spool.run("status").outputText.contains("18 queued"))
        }
    }
}
