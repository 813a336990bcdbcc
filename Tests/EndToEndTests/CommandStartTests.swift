import Glibc
import Testing

/// A command that cannot be executed is a result, with the codes that `timeout(1)` and shells use.
@Suite struct CommandStartTests {
    private func result(of arguments: String..., prepare: (TestSpool) throws -> Void) async throws -> [String: String] {
        var fields: [String: String] = [:]
        try await TestSpool.with { spool in
            try prepare(spool)
            let id = try await spool.submit(bytes: arguments.map(\.bytes))
            try await spool.drain()
            #expect(try await spool.outcome(of: id) == "failed")
            fields = spool.result(of: id)
        }
        return fields
    }

    @Test func `a command that is not found ends with 127, and the reason names it`() async throws {
        let fields = try await result(of: "no-such-program") { _ in }
        #expect(fields["exit_code"] == "127")
        #expect(fields["reason"]?.contains("no-such-program") == true)
    }

    @Test func `a path that leads nowhere ends with 127`() async throws {
        let fields = try await result(of: "./no/such/program") { _ in }
        #expect(fields["exit_code"] == "127")
    }

    @Test func `an empty command ends with 127`() async throws {
        let fields = try await result(of: "") { _ in }
        #expect(fields["exit_code"] == "127")
    }

    @Test func `a file that may not be executed ends with 126, and the reason names it`() async throws {
        let fields = try await result(of: "./text") { try writeFile($0.base + "/text", "echo\n") }
        #expect(fields["exit_code"] == "126")
        #expect(fields["reason"]?.contains("text") == true)
    }

    @Test func `a directory is no command`() async throws {
        let fields = try await result(of: "./folder") { try makeDirectory($0.base + "/folder") }
        #expect(fields["exit_code"] == "126")
    }

    @Test func `a directory that is gone by the time of the start is named in the reason`() async throws {
        try await TestSpool.with { spool in
            try makeDirectory(spool.base + "/gone")
            let id = try await spool.submit("--dir", "gone", "true")
            try await spool.execute("rmdir", spool.base + "/gone")
            try await spool.drain()
            #expect(try await spool.outcome(of: id) == "failed")
            #expect(spool.result(of: id)["reason"]?.contains("gone") == true)
            #expect(spool.result(of: id)["exit_code"] == "125")
            #expect(spool.result(of: id)["exit_code"] != nil)
        }
    }

    @Test func `a script without a first line for the kernel is run by the shell`() async throws {
        try await TestSpool.with { spool in
            try await spool.writeProgram(spool.base + "/script", "echo \"$# $1\"\n")
            let id = try await spool.submit("./script", "an argument")
            try await spool.drain()
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(spool.output(of: id) == "1 an argument\n")
        }
    }

    @Test func `the first executable file of the submitter's PATH is taken`() async throws {
        try await TestSpool.with { spool in
            for folder in ["one", "two", "three"] { try makeDirectory("\(spool.base)/\(folder)") }
            try writeFile(spool.base + "/one/program", "#!/bin/sh\necho one\n")
            for folder in ["two", "three"] {
                try await spool.writeProgram("\(spool.base)/\(folder)/program", "#!/bin/sh\necho \(folder)\n")
            }
            let path = "PATH=one:\(spool.base)/two:\(spool.base)/three:/usr/bin:/bin".bytes
            let id = try await spool.submit("program", environment: [path])
            try await spool.drain()
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(spool.output(of: id) == "two\n")
        }
    }

    /// Symptom: until somebody opened the pipe the job could neither be cancelled nor reach its time limit.
    @Test(arguments: [
        ["--stdin"], ["--output"], ["--error"], ["--array", "1-2", "--stdin"], ["--array", "1-2", "--error"],
    ])
    func `a job with a named pipe in the place of a file fails at once`(options: [String]) async throws {
        try await TestSpool.with { spool in
            #expect(mkfifo(spool.base + "/pipe", 0o600) == 0)
            let id = try await spool.submit(bytes: (options + ["pipe", "cat"]).map(\.bytes))
            try await spool.drain()
            #expect(spool.state(of: id) == "failed")
            let reason = "is a named pipe, and a job could not be ended"
            let why = try await spool.run("why", "\(id)").outputText
            let errors = try await spool.run("log", "--stderr", "\(id)").outputText
            #expect((options[0] == "--array" ? errors : why).contains(reason), "\(why) \(errors)")
        }
    }
}
