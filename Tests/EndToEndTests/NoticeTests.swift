import Glibc
import SystemCalls
import Testing

/// `--notify`, `--mail` and `--callback`: somebody is told that a job has ended.
@Suite struct NoticeTests {
    /// What `told` says of a job.
    private func told(_ spool: TestSpool, _ id: Int, _ channel: String) async throws -> String {
        try await value("an answer of \(channel)") { spool.fields("told", of: id)[channel] }
    }

    private func untold(_ spool: TestSpool) -> [String] { namesIn(spool.path + "/untold") }

    @Test func `a command is run once when the job has ended for good, with its facts`() async throws {
        try await TestSpool.with { spool in
            let notify = #"env -0 | tr '\n\0' '|\n' | grep ^SPOOL_ >> facts; pwd >> facts; echo "$MINE" >> facts"#
            let id = try await spool.submit(
                line: "echo out; exit 3", "--notify", notify, "--retries", "1", "--name", "a name", "--env", "MINE=x")
            try await spool.drain()
            #expect(try await told(spool, id, "notify") == "told")
            let directory = try #require(spool.directory(of: id))
            // The name of the test's spool holds a newline.
            let facts = try #require(readText(spool.base + "/facts")).replacing("\n", with: "|")
            for fact in [
                "SPOOL_JOB_ID=\(id)", "SPOOL_OUTCOME=failed", "SPOOL_EXIT_CODE=3", "SPOOL_NAME=a name",
                "SPOOL_ATTEMPT=2",
                "SPOOL_JOB_DIR=\(directory)", "SPOOL_OUTPUT=\(directory)/output.2",
            ] { #expect(facts.contains(fact.replacing("\n", with: "|") + "|"), "\(facts)") }
            #expect(facts.hasSuffix("|x|"))
            #expect(facts.matches(of: /SPOOL_OUTCOME/).count == 1)
            try await eventually("nothing is left to tell") { untold(spool) == [] }
            let show = try await spool.run("show", "\(id)").outputText
            #expect(show.contains("(told)"))
            let check = try await spool.run("check")
            #expect(check.code == 0, "\(check.outputText)")
        }
    }

    @Test func `a command that fails is reported, and the job's end stays what it is`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--notify", "echo no such friend >&2; exit 7", "true")
            try await spool.drain()
            #expect(try await told(spool, id, "notify") == "failed: exit 7: no such friend")
            #expect(spool.state(of: id) == "succeeded")
            let why = try await spool.run("why", "\(id)").outputText
            #expect(why.contains("Its '--notify' failed: exit 7: no such friend."))
            let json = try await spool.run("show", "--json", "\(id)").outputText
            #expect(json.contains(#""notify_answer":"failed: exit 7: no such friend""#))
        }
    }

    @Test func `a mail goes through sendmail, with the last lines`() async throws {
        try await TestSpool.with { spool in
            try makeDirectory(spool.base + "/bin")
            try await spool.writeProgram(
                spool.base + "/bin/sendmail", #"#!/bin/sh\#nprintf '%s\n' "$@" > "$OUT/arguments"; cat > "$OUT/mail""#)
            let path = "PATH=\(spool.base)/bin:/usr/bin:/bin"
            let id = try await spool.submit(
                line: "seq 1 30; echo complaint >&2; exit 2", "--mail", "me@example.org", "--name", "naïve\nX: y",
                "--env",
                path, "--env", "OUT=\(spool.base)")
            try await spool.drain()
            #expect(try await told(spool, id, "mail") == "told")
            #expect(readText(spool.base + "/arguments") == "-i\nme@example.org\n")
            let mail = try #require(readText(spool.base + "/mail"))
            #expect(mail.hasPrefix("To: me@example.org\nSubject: spool: job \(id) (na??ve?X: y) failed\nMIME-Version"))
            #expect(mail.contains("exit code  2\n") && mail.contains("complaint\n"))
            #expect(mail.contains("\n11\n12\n") && !mail.contains("\n10\n"))
        }
    }

    /// Answers each POST with the next of some codes, and writes what was posted to `posts`; its port stands in `port`.
    private static let server = """
        import http.server, sys
        codes = [int(word) for word in sys.argv[1:]]
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                open("posts", "ab").write(self.path.encode() + b" " + self.headers["Content-Type"].encode() + b" " + body)
                self.send_response(codes.pop(0) if len(codes) > 1 else codes[0])
                self.end_headers()
            def log_message(self, *words): pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        open("port.new", "w").write(str(server.server_port))
        import os
        os.rename("port.new", "port")
        server.serve_forever()
        """

    private func startServer(_ spool: TestSpool, _ codes: String...) async throws -> String {
        _ = try spool.start(["python3", "-c", Self.server] + codes)
        return try await value("the port of the server") { readText(spool.base + "/port") }
    }

    @Test func `a result is posted, again after an error`() async throws {
        try await TestSpool.with { spool in
            let port = try await startServer(spool, "503", "200")
            let id = try await spool.submit(
                "--callback", "http://127.0.0.1:\(port)/ended?{x}", "--label", "a=b", "sh", "-c", "exit 4")
            try await spool.drain()
            #expect(try await told(spool, id, "callback") == "told")
            let posts = readLines(spool.base + "/posts")
            #expect(posts.count == 2 && posts.first == posts.last)
            let post = try #require(posts.first)
            #expect(
                post.hasPrefix(
                    #"/ended?{x} application/json {"id":\#(id),"name":null,"labels":{"a":"b"},"outcome":"failed""#))
            #expect(post.contains(#""result":{"outcome":"failed","attempt":1,"exit_code":4,"signal":null"#))
        }
    }

    @Test func `an array is told of once, and so is a job that is cancelled before it starts`() async throws {
        try await TestSpool.with { spool in
            let notify = "echo $SPOOL_JOB_ID $SPOOL_OUTCOME $SPOOL_TASKS >> ends"
            let array = try await spool.submit(line: "test {} != 2", "--array", "1-3", "--notify", notify)
            try await spool.drain()
            #expect(try await told(spool, array, "notify") == "told")
            let queued = try await spool.submit("--notify", notify, "true")
            let cancel = try await spool.run("cancel", "\(queued)")
            #expect(cancel.code == 0)
            #expect(try await told(spool, queued, "notify") == "told")
            #expect(
                readLines(spool.base + "/ends") == ["\(array) failed succeeded=2 failed=1", "\(queued) cancelled"])
        }
    }

    @Test func `a job that is run again is told of again`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--notify", "echo $SPOOL_ATTEMPT >> ends", "true")
            try await spool.drain()
            try await eventually("the first end is told") { readLines(spool.base + "/ends") == ["1"] }
            let retry = try await spool.run("retry", "\(id)")
            #expect(retry.code == 0)
            try await spool.drain()
            try await eventually("the second end is told") { readLines(spool.base + "/ends") == ["1", "2"] }
            try await eventually("that is written down") { spool.fields("told", of: id)["attempt"] == "2" }
        }
    }

    @Test func `what a messenger that was killed left is told by the next supervisor`() async throws {
        try await TestSpool.with { spool in
            let line = "echo $$ >> started; [ -e go ] || exec sleep 1000; echo told >> ends"
            let id = try await spool.submit("--notify", line, "true")
            try await spool.drain()
            try await eventually("the line is run") { readLines(spool.base + "/started").count == 1 }
            let messenger = try #require(
                allProcesses().first { process in
                    (try? FilePath("/proc/\(process.identity.pid)/fd/1").linkTarget()) == FilePath(spool.path)
                })
            #expect(ProcessHandle(messenger.identity)?.send(SIGKILL) == true)
            try await eventually("its end") { !isAlive(messenger.identity) }
            #expect(untold(spool) == ["\(id)"])
            let check = try await spool.run("check")
            #expect(check.code == 1 && check.outputText.contains("nobody tells of it"))
            try writeFile(spool.base + "/go", "")
            try await spool.drain()
            #expect(try await told(spool, id, "notify") == "told")
            try await eventually("nothing is left to tell") { untold(spool) == [] }
            #expect(readLines(spool.base + "/ends") == ["told"])
        }
    }

    @Test func `of a job whose shepherd is killed somebody is told, too`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--notify", "echo $SPOOL_OUTCOME $SPOOL_REASON >> ends", "sleep", "1000")
            try await spool.supervise()
            _ = try await spool.command(of: id)
            try await spool.killShepherd(of: id)
            #expect(try await told(spool, id, "notify") == "told")
            #expect(readText(spool.base + "/ends")?.hasPrefix("lost its shepherd was ended") == true)
        }
    }

    @Test func `addresses that mean nothing are refused`() async throws {
        try await TestSpool.with { spool in
            for (option, value) in [("--mail", "-x"), ("--callback", "ftp://x"), ("--notify", "")] {
                let result = try await spool.run("submit", option, value, "true")
                #expect(result.code == 2)
            }
        }
    }
}
