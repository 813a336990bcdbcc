import Glibc
import SystemCalls
import Testing

/// `spool submit --script`: a script with its options in it.
@Suite struct ScriptTests {
    @Test func `a script is the one that was submitted, whatever becomes of its file`() async throws {
        try await TestSpool.with { spool in
            try writeFile(spool.base + "/s.sh", "#!/bin/sh\necho $SPOOL_ATTEMPT\n")
            let id = try await spool.submit("--script", "s.sh")
            try writeFile(spool.base + "/s.sh", "#!/bin/sh\necho changed\n")
            #expect(status("\(spool.path)/queued/0/\(id)/script")?.permissions == 0o700)
            try await spool.drain()
            unlink(spool.base + "/s.sh")
            let retry = try await spool.run("retry", "\(id)")
            #expect(retry.code == 0)
            try await spool.drain()
            #expect(spool.output(of: id) == "1\n" && spool.output(of: id, attempt: 2) == "2\n")
            let check = try await spool.run("check")
            #expect(check.code == 0, "\(check.outputText)")
            let prune = try await spool.run("prune", "--keep", "0")
            #expect(prune.code == 0)
            #expect(spool.directory(of: id) == nil)
        }
    }

    @Test func `arguments reach a script byte by byte, and it knows where it came from`() async throws {
        try await TestSpool.with { spool in
            let arguments = [Array("-x".utf8), [], [0xff, 0x0a, 0x27], Array("{} $HOME".utf8)]
            try makeDirectory(spool.base + "/it's\n{}")
            let file = spool.base + "/it's\n{}/s"
            try writeFile(file, "#! /bin/sh -u\nprintf '%s\\0' \"$0\" \"$SPOOL_SCRIPT\" \"$@\"\n")
            let id = try await spool.submit(bytes: ["--script".bytes, file.bytes, "--".bytes] + arguments)
            try await spool.drain()
            let copy = "\(spool.path)/running/\(id)/script"
            let written = nulSeparated(spool.file("output.1", of: id) ?? [])
            #expect(written == [copy.bytes, file.bytes] + arguments)
        }
    }

    @Test func `what a script says of its job counts, unless the command line says something else`() async throws {
        try await TestSpool.with { spool in
            let script = """
                #!/bin/sh
                #SPOOL --timeout 2h --name 'a name'  # a comment

                #   more
                #SPOOL --label a=1 --at 14:00 --env X="a b"
                echo "$X"
                #SPOOL --hold
                """
            try writeFile(spool.base + "/s.sh", script)
            let id = try await spool.submit(
                "--script", "s.sh", "--timeout", "3h", "--label", "b=2", "--in", "0s")
            let fields = nulSeparated(spool.file("job", of: id) ?? []).map { String(decoding: $0, as: UTF8.self) }
            #expect(Set(["timeout_ms=10800000", "name=a name", "label=a=1", "label=b=2"]).isSubset(of: fields))
            try await spool.drain()
            #expect(spool.output(of: id) == "a b\n")
            try writeFile(spool.base + "/s.sh", "#!/bin/sh\n")
            let other = try await spool.submit("--script", "s.sh")
            #expect(nulSeparated(spool.file("job", of: other) ?? []).contains("name=s.sh".bytes))
        }
    }

    @Test(arguments: [
        (
            "#!/bin/sh\n#\n#SPOOL --tiemout 2h\n", 2,
            "submit: s.sh, line 3: unknown option '--tiemout'. Did you mean '--timeout'?"
        ),
        ("#!/bin/sh\n#SPOOL --name 'x\n", 2, "submit: s.sh, line 2: a quote is not closed."),
        ("#!/bin/sh\n#SPOOL --name \0\n", 2, "submit: s.sh, line 2: it holds a NUL byte."),
        ("#!/bin/sh\n#SPOOL --batch x\n", 2, "submit: s.sh, line 2: '--batch' may not stand in a file."),
        ("#!/bin/sh\n#SPOOL --delay 2s\n", 2, "submit: with the options in s.sh: '--delay' goes with '--retries'."),
        ("echo\n", 1, "submit: s.sh does not begin with '#!', so nothing says what is to run it. Make its first line "),
        ("#!/bin/sh\r\n", 1, "submit: the first line of s.sh ends with a carriage return"),
    ])
    func `a script that is not right is refused, and nothing is queued`(
        script: String, code: Int32, problem: String
    ) async throws {
        try await TestSpool.with { spool in
            try writeFile(spool.base + "/s.sh", script)
            let result = try await spool.run("submit", "--script", "s.sh")
            #expect(result.code == code && result.output == [])
            #expect(result.errorText.hasPrefix("spool: " + problem), "\(result.errorText)")
            #expect(spool.allJobs == [])
        }
    }

    @Test func `a script is an array where it or the command line says so`() async throws {
        try await TestSpool.with { spool in
            let script = "#!/bin/sh\n#SPOOL --array 1-3\necho $SPOOL_TASK_ID \"$@\"\n"
            let first = try await spool.run("submit", "--script", "-", "{}", input: script.bytes)
            #expect(first.outputText == "1\n", "\(first.errorText)")
            try writeFile(spool.base + "/lines", "a b\nc\n")
            let second = try await spool.run("submit", "--script", "-", "--each", "lines", "{}", input: script.bytes)
            #expect(second.outputText == "2\n", "\(second.errorText)")
            let count = "#!/bin/sh\necho \"$#\" \"$1\"\n"
            let third = try await spool.run("submit", "--script", "-", ":::", "x y", input: count.bytes)
            #expect(third.outputText == "3\n", "\(third.errorText)")
            try await spool.drain("--slots", "1")
            let outputs = ["1 1\n2 2\n3 3\n", "1 a b\n2 c\n", "1 x y\n"]
            for (number, output) in outputs.enumerated() {
                let log = try await spool.run("log", "\(number + 1)")
                #expect(log.outputText == output)
            }
        }
    }

    @Test func `a script runs where nothing may be executed, as from a file system mounted noexec`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run("submit", "--script", "-", input: "#!/bin/sh\necho ran\n".bytes)
            #expect(result.code == 0)
            chmod(spool.path + "/queued/0/1/script", 0o600)
            try await spool.drain()
            #expect(spool.output(of: 1) == "ran\n")
        }
    }

    @Test func `a script that was cut, or whose program is not there, fails with the reason`() async throws {
        try await TestSpool.with { spool in
            for script in ["#!/bin/sh\necho ran\n", "#!/no/such -x\n"] {
                let result = try await spool.run("submit", "--script", "-", input: script.bytes)
                #expect(result.code == 0)
            }
            truncate(spool.path + "/queued/0/1/script", 12)
            let check = try await spool.run("check")
            #expect(check.code == 1)
            #expect(check.outputText.contains("queued/0/1/script has 12 bytes where 19 bytes were written"))
            try await spool.drain()
            #expect(spool.result(of: 1)["exit_code"] == "125" && spool.result(of: 2)["exit_code"] == "127")
            #expect(spool.result(of: 1)["reason"]?.contains("'script' is refused: it has 12 bytes") == true)
            #expect(spool.result(of: 2)["reason"] == "cannot execute /no/such: no such file or directory")
        }
    }
}
