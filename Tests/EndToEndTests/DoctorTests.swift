import Glibc
import Testing

/// `spool doctor`, on the machine that the tests run on: its own findings may be warnings.
@Suite struct DoctorTests {
    @Test func `doctor finds that nobody starts the jobs that are queued, and that all is well again`() async throws {
        try await TestSpool.with { spool in
            #expect(try await spool.run("doctor").code == 1)
            let id = try await spool.submit("sleep", "1000")
            let ill = try await spool.run("doctor")
            #expect(ill.code == 1)
            #expect(
                ill.outputText.contains(
                    "problem  No supervisor is alive, and 1 job is queued.\n         Run 'spool supervise'"))
            let supervisor = try await spool.supervise()
            try await spool.command(of: id)
            let well = try await spool.run("doctor", environment: ["PATH=/nowhere".bytes])
            #expect(well.code == 0, "\(well.outputText)")
            #expect(well.outputText.contains("ok       A supervisor is alive (pid \(supervisor.pid), "))
            #expect(well.outputText.contains("warning  There is no program 'crontab' in PATH"))
            #expect(well.outputText.contains("ok       All programs are where spool looks for them."))
            let json = try await spool.run("doctor", "--json", environment: ["PATH=/nowhere".bytes]).outputText
            #expect(json.contains(#"{"area":"supervisor","level":"ok","sentence":"A supervisor"#))
            #expect(json.hasSuffix("\"problems\":0}\n"))
            supervisor.signal(SIGSTOP)
            let silent = try await spool.run("doctor")
            #expect(silent.code == 1 && silent.outputText.contains("does not answer"))
        }
    }

    @Test func `doctor names the programs that a crontab's line needs and that are not there`() async throws {
        // The path of a test's own directory holds a newline, which no crontab can.
        let directory = try makeTemporaryDirectory("/tmp/spool doctor")
        try await TestSpool.with(in: directory, name: "spool") { spool in
            _ = try await spool.submit("true")
            let line =
                "* * * * * /nowhere/spool --spool '\(spool.path)' supervise >/dev/null 2>&1 # spool: \(spool.path)"
            try writeFile(directory + "/table", line + "\n")
            try await spool.writeProgram(directory + "/crontab", "#!/bin/sh\nexec /bin/cat \"${0%/*}/table\"\n")
            let result = try await spool.run("doctor", environment: ["PATH=\(directory)".bytes])
            #expect(
                result.outputText.contains(
                    "needs /nowhere/spool, /nowhere/spool-supervisor and /nowhere/spool-shepherd"),
                "\(result.outputText)")
            try await spool.execute("/bin/rm", "-rf", "--", directory)
        }
    }

    @Test func `doctor names a job whose record is refused`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("true")
            try writeFile(try #require(spool.directory(of: id)) + "/job", "job=1\0")
            let result = try await spool.run("doctor")
            #expect(result.code == 1 && result.outputText.contains("problem  Files of job 1 cannot be read"))
        }
    }

    @Test func `doctor names a config that no supervisor starts with`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            try writeFile(spool.path + "/config", "slots=many\n")
            let result = try await spool.run("doctor")
            #expect(result.code == 1 && result.outputText.contains("config is refused: the field 'slots' holds 'many'"))
            #expect(result.outputText.contains("All programs are where"), "the rest is looked at as well")
        }
    }
}
