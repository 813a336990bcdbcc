import Glibc
import SystemCalls
import Testing

/// `spool results`: what programs read.
@Suite struct ResultsTests {
    @Test func `results prints what has ended, in either order`() async throws {
        try await TestSpool.with(name: "spool") { spool in
            _ = try await spool.submit(
                line: "until test -d \"$SPOOL_DIR/finished/failed/0/2\"; do sleep 0.05; done; echo late")
            _ = try await spool.submit(line: "exit 3")
            _ = try await spool.submit(line: "kill -9 $$")
            try await spool.supervise("--drain", "--slots", "2")
            for id in 1...3 { try await spool.outcome(of: id) }
            _ = try await spool.submit("true")
            let ended = "1\tsucceeded\t0\t\(FilePath(spool.path))/finished/succeeded/0/1/output.1\n"
            let submitted = try await spool.run("results", "--order", "submitted")
            #expect(submitted.code == 0)
            #expect(submitted.outputText.hasPrefix(ended))
            #expect(
                submitted.outputText.contains("\n2\tfailed\t3\t")
                    && submitted.outputText.contains("\n3\tfailed\tSIGKILL\t"))
            #expect(try await spool.run("results", "1-2").outputText.hasSuffix(ended))
            #expect(try await spool.run("results", "queued").outputText == "")
            #expect(try await spool.run("results", "99").code == 1)
        }
    }

    @Test func `the output in JSON is what Python reads, byte for byte`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit(line: #"printf 'a"\n\377\200'"#)
            _ = try await spool.submit("--output", "elsewhere", "echo", "x")
            _ = try await spool.submit("no-such-program")
            try await spool.drain()
            _ = try await spool.submit("true")
            #expect(try await spool.run("cancel", "4").code == 0)
            try writeFile(spool.base + "/json", try await spool.run("results", "--json", "--order", "submitted").output)
            let script = """
                import json, os
                jobs = [json.loads(line) for line in open('json')]
                assert os.fsencode(jobs[0]['output']) == b'a"\\n\\xff\\x80', jobs[0]
                assert os.fsencode(jobs[0]['output']) == open(jobs[0]['output_path'], 'rb').read()
                assert jobs[0]['exit_code'] == 0 and jobs[0]['ended_ms'] >= jobs[0]['started_ms']
                assert jobs[1]['output'] is None and jobs[1]['output_path'].endswith('/elsewhere')
                assert jobs[2]['outcome'] == 'failed' and jobs[2]['exit_code'] == 127
                assert jobs[3]['outcome'] == 'cancelled' and jobs[3]['output_path'] is None and jobs[3]['exit_code'] is None
                assert len(jobs) == 4
                """
            let result = try await spool.execute("python3", "-X", "utf8", "-c", script)
            #expect(result.code == 0, "\(result.errorText)")
        }
    }

    @Test func `results follows to the last of those that there were at its start`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            try await spool.drain()
            let slow = try await spool.submit(line: "until test -e go; do sleep 0.05; done")
            let quick = try await spool.submit("true")
            let tool = [TestSpool.tool, "--spool", spool.path, "results", "--follow"]
            let done = try spool.start(tool)
            let submitted = try spool.start(tool + ["--order", "submitted"])
            for process in [done, submitted] {
                try await eventually("the start") { readText(process.errorPath)?.contains("no supervisor") == true }
            }
            let later = try await spool.submit(line: "until test -e never; do sleep 0.05; done")
            try await spool.supervise("--slots", "3")
            try await eventually("the quick job") { readText(done.outputPath)?.contains("\n\(quick)\t") == true }
            #expect(readLines(submitted.outputPath).count == 1 && done.status == nil)
            try writeFile(spool.base + "/go", [])
            #expect(try await done.result().outputText.split(separator: "\n").map { $0.prefix(1) } == ["1", "3", "2"])
            #expect(
                try await submitted.result().outputText.split(separator: "\n").map { $0.prefix(1) } == ["1", "2", "3"])
            #expect(slow == 2 && spool.state(of: later) == "running")
        }
    }

    @Test(arguments: [[], ["--follow"]])
    func `the tasks of an array are told one by one, among the other jobs`(options: [String]) async throws {
        try await TestSpool.with { spool in
            let array = try await spool.submit(line: "echo out {}; exit {}", "--array", "1-2", "--label", "a=1")
            let plain = try await spool.submit("--label", "a=1", "echo", "plain")
            let running = try spool.start(
                [TestSpool.tool, "--spool", spool.path, "supervise", "--drain", "--slots", "1"])
            if options.isEmpty { _ = try await running.result() }
            let words = ["results", "--json", "--order", "submitted", "--label", "a=1"] + options
            let lines = try await spool.run(bytes: words.map(\.bytes)).outputText.split(separator: "\n")
            #expect(lines.count == 3)
            for (line, part) in zip(
                lines,
                [
                    "\"id\":\"\(array).1\",\"name\":null,\"outcome\":\"failed\",\"exit_code\":1",
                    "\"id\":\"\(array).2\",\"name\":null,\"outcome\":\"failed\",\"exit_code\":2", "\"id\":\(plain),",
                ])
            {
                #expect(line.contains(part), "\(line)")
            }
            #expect(lines[1].contains("\"output\":\"out 2\\n\"") && lines[2].contains("\"output\":\"plain\\n\""))
        }
    }
}
