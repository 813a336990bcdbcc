import Glibc
import Testing

/// `spool why`: one sentence, from real jobs.
@Suite struct WhyTests {
    private func why(_ spool: TestSpool, _ id: Int) async throws -> String {
        let result = try await spool.run("why", "\(id)")
        #expect(result.code == 0, "\(result.errorText)")
        return result.outputText
    }

    @Test func `why tells what a waiting job waits for`() async throws {
        try await TestSpool.with { spool in
            let first = try await spool.submit("sleep", "1000")
            let second = try await spool.submit("true")
            let third = try await spool.submit("true")
            let held = try await spool.submit("--hold", "true")
            #expect(
                try await why(spool, second).hasPrefix(
                    "job 2 (queued): No supervisor is alive, so nothing starts.\n    '"))
            try await spool.supervise("--slots", "1")
            try await spool.command(of: first)
            #expect(
                try await why(spool, third).contains(
                    "The one slot is taken by job 1, and it has 1 queued job before it."))
            #expect(try await why(spool, first).contains("job 1 (running): It runs since "))
            #expect(try await why(spool, held).contains("It is held"))
            let json = try await spool.run("why", "--json", "\(second)").outputText
            #expect(json.hasPrefix(#"{"id":2,"state":"queued","outcome":null,"why":"slots","sentence":"The one slot"#))
            #expect(try await spool.run("why", "99").code == 1)
        }
    }

    @Test func `why tells what ended a job, and what to look at`() async throws {
        try await TestSpool.with { spool in
            let exit = try await spool.submit(line: "exit 3")
            let signal = try await spool.submit(line: "kill -SEGV $$")
            let missing = try await spool.submit("/no/such/program")
            let unknown = try await spool.submit(line: "no-such-program")
            let lost = try await spool.submit(line: "kill -9 $PPID; sleep 1000")
            try await spool.drain()
            let never = try await spool.submit("true")
            #expect(try await spool.run("cancel", "\(never)").code == 0)
            #expect(
                try await why(spool, exit)
                    == "job 1 (failed): Its command ended with 3.\n    'spool log --stderr 1' shows what it complained of.\n"
            )
            #expect(try await why(spool, signal).contains("ended by SIGSEGV; its largest process had "))
            let execution = try await why(spool, missing)
            #expect(
                execution.contains("could not be started: cannot execute /no/such/program: no such file or directory"))
            #expect(
                try await why(spool, unknown).contains("ended with 127, by which a shell tells that it did not find"))
            #expect(try await why(spool, lost).contains("job 5 (lost): It was lost: its shepherd was ended;"))
            #expect(try await why(spool, never).contains("cancelled before it was started"))
        }
    }

    @Test func `why tells that the record of a job is refused`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("true")
            try writeFile(try #require(spool.directory(of: id)) + "/job", "job=1\0")
            #expect(try await why(spool, id).contains("job 1 (queued): Job 1: the file 'job' is refused: it is torn"))
        }
    }
}
