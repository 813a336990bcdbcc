import Testing

/// What a command finds around it: directory, umask, streams.
@Suite struct SurroundingsTests {
    @Test func `a job runs in the submitter's directory with the submitter's umask`() async throws {
        try await TestSpool.with { spool in
            let place = spool.base + "/a place\n"
            try makeDirectory(place)
            let submit = #"umask 027; exec "$0" --spool "$1" submit sh -c 'umask; pwd; : > made'"#
            let result = try await spool.start(["sh", "-c", submit, TestSpool.tool, spool.path], directory: place)
                .result()
            #expect(result.outputText == "1\n", "\(result.errorText)")
            try await spool.drain()
            #expect(try await spool.outcome(of: 1) == "succeeded")
            #expect(spool.output(of: 1) == "0027\n\(place)\n")
            #expect(status(place + "/made")?.permissions == 0o640)
        }
    }

    /// Symptom: the program that `spool` becomes took the mask of the spool's own files for the user's.
    @Test func `a job of run has the user's umask, and its supervisor the name that was typed`() async throws {
        try await TestSpool.with { spool in
            let script = #"umask 027; exec "$0" --spool "$1" run -c 'umask; tr "\0" " " < /proc/'$$'/cmdline'"#
            let result = try await spool.execute("sh", "-c", script, TestSpool.tool, spool.path)
            #expect(result.outputText.hasPrefix("0027\n\(TestSpool.tool) --spool \(spool.path) run -c "))
        }
    }

    @Test(arguments: ["spool-supervisor", "spool-shepherd"])
    func `where a program is missing, that is said, and nothing is lost`(name: String) async throws {
        try await TestSpool.with { spool in
            try makeDirectory(spool.base + "/bin")
            for program in ["spool", "spool-supervisor", "spool-shepherd"] where program != name {
                try await spool.execute("cp", "\(TestSpool.programs)/\(program)", "\(spool.base)/bin/\(program)")
            }
            let tool = spool.base + "/bin/spool"
            let id = try await spool.submit("true")
            for command in [["supervise", "--drain"], ["run", "true"], ["doctor"]] {
                let result = try await spool.start([tool, "--spool", spool.path] + command).result()
                #expect(result.code == 1)
                let text = command == ["doctor"] ? result.outputText : result.errorText
                #expect(text.contains("there is no \(name) in "), "\(text)")
                #expect(text.contains("/bin. Install it beside spool."), "\(text)")
            }
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
        }
    }

    @Test func `the files of a spool belong to their owner alone, whatever the umask says`() async throws {
        try await TestSpool.with { spool in
            let submit = #"umask 0; exec "$0" --spool "$1" submit sh -c 'echo; echo >&2'"#
            _ = try await spool.start(["sh", "-c", submit, TestSpool.tool, spool.path]).result()
            try await spool.supervise(through: ["sh", "-c", #"umask 0; exec "$@""#, "sh"], ["--drain"])
            #expect(try await spool.outcome(of: 1) == "succeeded")
            let found = try await spool.execute("find", spool.path, "-perm", "/077", "-printf", "%P %m\\n")
            #expect(found.outputText == "")
        }
    }

    @Test func `dir, stdin, output and error are taken from the submitter's directory`() async throws {
        try await TestSpool.with { spool in
            try makeDirectory(spool.base + "/sub")
            try writeFile(spool.base + "/input", "from the file\n")
            try writeFile(spool.base + "/out", "before\n")
            let id = try await spool.submit(
                "--dir", "sub", "--stdin", "input", "--output", "out", "--error", "err", "sh", "-c",
                "cat; pwd; echo problem >&2")
            try await spool.drain()
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(readText(spool.base + "/out") == "before\nfrom the file\n\(spool.base)/sub\n")
            #expect(readText(spool.base + "/err") == "problem\n")
            #expect(spool.file("output.1", of: id) == nil && spool.file("error.1", of: id) == nil)
        }
    }

    @Test func `output and error may be the same file`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                "--output", "both", "--error", "both", "sh", "-c", "echo 1; echo 2 >&2; echo 3")
            try await spool.drain()
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(readText(spool.base + "/both") == "1\n2\n3\n")
        }
    }

    @Test func `standard input is empty unless a file is named`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("wc", "-c")
            try await spool.drain()
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(spool.output(of: id) == "0\n")
        }
    }

    @Test func `a directory that does not exist is refused at once`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run("submit", "--dir", "nowhere", "true")
            #expect(result.code == 1)
            #expect(result.errorText.contains("nowhere") && result.errorText.contains("no such file or directory"))
            #expect(result.errorText.contains("Nothing was queued"))
            #expect(spool.allJobs == [])
        }
    }

    @Test func `from a directory that is gone nothing is queued that would need it`() async throws {
        try await TestSpool.with { spool in
            let gone = #"mkdir gone && cd gone && rmdir ../gone && exec "$0" --spool "$@""#
            for words in [["true"], ["--dir", "sub", "true"], ["--dir", "/", "--stdin", "in", "cat"]] {
                let result = try await spool.start(
                    (["sh", "-c", gone, TestSpool.tool, spool.path, "submit"] + words).map(\.bytes)
                ).result()
                #expect(result.code == 1)
                #expect(result.errorText.contains("cannot find the working directory: no such file or directory"))
                #expect(result.errorText.contains("Nothing was queued"))
            }
            #expect(spool.allJobs == [])
            let elsewhere = try await spool.execute(
                "sh", "-c", gone, TestSpool.tool, spool.path, "submit", "--dir", "/", "--stdin", "/dev/null", "cat")
            #expect(elsewhere.code == 0, "\(elsewhere.errorText)")
            let named = #"printf '#!/bin/sh\n' > 'two words'; chmod 755 'two words'; export PATH="$PWD:$PATH"; "# + gone
            let byName = try await spool.execute(
                "sh", "-c", named, TestSpool.tool, spool.path, "submit", "--dir", "/", "two words")
            #expect(byName.code == 0, "\(byName.errorText)")
            let crontab = try await spool.execute("sh", "-c", gone, TestSpool.tool, spool.path, "doctor")
            #expect(
                !crontab.errorText.contains("working directory") && !crontab.outputText.contains("working directory"))
        }
    }

    /// Symptom: a job was queued that never began; the directories on the way were read, too.
    @Test func `from a directory whose path is too long nothing is queued`() async throws {
        try await TestSpool.with { spool in
            let deep = """
                name=$(printf '%0240d' 0); for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do mkdir $name && cd $name; done
                exec "$0" --spool "$1" submit true
                """
            let result = try await spool.execute("bash", "-c", deep, TestSpool.tool, spool.path)
            #expect(result.code == 1 && result.errorText.contains("cannot find the working directory"))
            #expect(spool.allJobs == [])
        }
    }
}
