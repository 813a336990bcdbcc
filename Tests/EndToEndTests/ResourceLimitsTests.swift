import Glibc
import SystemCalls
import Testing

/// `--memory`, `--cpu-time`, `--file-size` and `--nice`: what each process of a job may use.
@Suite struct ResourceLimitsTests {
    @Test func `limits are set so that a job cannot raise them, and are shown`() async throws {
        try await TestSpool.with { spool in
            let line = "ulimit -Hd; ulimit -Sd; ulimit -Ht; ulimit -St; ulimit -Hf; nice"
            let id = try await spool.submit(
                line: line, "--memory", "300M", "--cpu-time", "90s", "--file-size", "1M", "--nice", "3", "--grace", "5s"
            )
            try await spool.drain()
            let own = try await spool.execute("nice").outputText.dropLast()
            let nice = min(19, try #require(Int(own)) + 3)
            #expect(spool.output(of: id) == "307200\n307200\n95\n90\n2048\n\(nice)\n")
            let json = try await spool.run("show", "--json", "\(id)").outputText
            #expect(json.contains(#""memory_bytes":314572800,"cpu_ms":90000,"file_size_bytes":1048576,"nice":3"#))
            let show = try await spool.run("show", "\(id)").outputText
            #expect(show.contains("300.0 MiB for each process"))
        }
    }

    @Test func `a job that wants more memory than it may have is refused it`() async throws {
        try await TestSpool.with { spool in
            let program = "import sys\ntry: bytearray(500 << 20)\nexcept MemoryError: sys.exit(7)"
            let id = try await spool.submit("--memory", "200M", "python3", "-c", program)
            try await spool.drain()
            #expect(spool.result(of: id)["exit_code"] == "7")
        }
    }

    @Test func `a job that uses too much of the processor is ended, and it is said why`() async throws {
        try await TestSpool.with { spool in
            let polite = try await spool.submit(line: "while :; do :; done", "--cpu-time", "1s")
            let stubborn = try await spool.submit(
                line: "trap '' XCPU; while :; do :; done", "--cpu-time", "1s", "--grace", "1s")
            try await spool.drain("--slots", "2")
            #expect(spool.result(of: polite)["signal"] == "\(SIGXCPU)")
            let why = try await spool.run("why", "\(polite)").outputText
            #expect(why.contains("ended by SIGXCPU: it used more processor time than it may"))
            #expect(spool.result(of: stubborn)["signal"] == "\(SIGKILL)")
            #expect(spool.result(of: stubborn)["reason"] == "it has probably used more processor time than it may")
        }
    }

    @Test func `a job that writes too large a file is ended, and so is a task`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                "--file-size", "64K", "dd", "if=/dev/zero", "of=\(spool.base)/large", "bs=1K", "count=100")
            let array = try await spool.submit(
                "--array", "1-2", "--file-size", "64K", "dd", "if=/dev/zero", "of=\(spool.base)/large.{}", "bs=1K",
                "count=100")
            try await spool.drain()
            #expect(spool.result(of: id)["signal"] == "\(SIGXFSZ)")
            #expect(spool.result(of: id)["reason"] == "it wrote a larger file than it may")
            #expect(spool.result(of: array)["tasks_failed"] == "2")
        }
    }

    @Test func `where the scheduler groups processes by session the session is nice`() async throws {
        if !fileExists("/proc/self/autogroup") { return }
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "until grep -q 'nice 7$' /proc/self/autogroup; do sleep 0.05; done", "--nice", "7", "--timeout",
                "20s")
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
        }
    }

    @Test func `a job that was killed by somebody else says so`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "kill -9 $$")
            try await spool.drain()
            #expect(spool.result(of: id)["reason"] == "the signal that ended it was not sent by spool")
        }
    }

    @Test func `a command that is not there is not found, with limits as without`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--nice", "1", "no-such-command")
            let script = "\(spool.base)/script"
            try await spool.writeProgram(script, "echo a script without its first line")
            let other = try await spool.submit("--nice", "1", script)
            try await spool.drain()
            #expect(spool.result(of: id)["exit_code"] == "127")
            #expect(spool.output(of: other) == "a script without its first line\n")
        }
    }

    @Test func `limits that mean nothing are refused`() async throws {
        try await TestSpool.with { spool in
            for (option, value) in [
                ("--memory", "0"), ("--memory", "lots"), ("--cpu-time", "10ms"), ("--nice", "0"), ("--nice", "20"),
            ] {
                let result = try await spool.run("submit", option, value, "true")
                #expect(result.code == 2)
            }
        }
    }
}
