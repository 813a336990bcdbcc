import Glibc
import SystemCalls
import Testing

/// `submit --array` and `--each`: one job of many tasks.
@Suite struct ArrayTests {
    @Test func `each task runs once, with its number`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "echo {} $SPOOL_TASK_ID $SPOOL_JOB_ID $SPOOL_ATTEMPT; echo {} >> notes", "--array", "3-40")
            try await spool.drain("--slots", "4")
            #expect(readLines(spool.base + "/notes").compactMap { Int($0) }.sorted() == Array(3...40))
            #expect(try await spool.run("log", "\(id)").outputText == (3...40).map { "\($0) \($0) \(id) 1\n" }.joined())
            #expect(try await spool.run("log", "\(id).7-8").outputText == "7 7 \(id) 1\n8 8 \(id) 1\n")
            #expect(spool.result(of: id)["tasks_succeeded"] == "38" && spool.state(of: id) == "succeeded")
            #expect(try await spool.run("check").code == 0)
        }
    }

    @Test func `each line of a file is a task, whatever it holds`() async throws {
        try await TestSpool.with { spool in
            let hostile = "a'b; touch broken-out \"$(touch broken-out)\" `touch broken-out`"
            try writeFile(spool.base + "/lines", Array("one\n\n\(hostile)\nthree".utf8))
            let quoted = try await spool.submit(line: "printf '%s\\n' {}", "--each", "lines")
            let plain = try await spool.submit("--each", "lines", "printf", "<%s>\n", "-{}-")
            let both = try await spool.run(
                "submit", "--each", "-", "-0", "printf", "%s|", "{}", input: "two\nlines".bytes + [0, 0xff, 0])
            try await spool.drain()
            #expect(try await spool.run("log", "\(quoted)").outputText == "one\n\(hostile)\nthree\n")
            #expect(try await spool.run("log", "\(plain)").outputText == "<-one->\n<-\(hostile)->\n<-three->\n")
            let log = try await spool.run("log", both.outputText.trimmingSuffix("\n"))
            #expect(log.output == "two\nlines|".bytes + [0xff] + "|".bytes)
            #expect(!fileExists(spool.base + "/broken-out"))
        }
    }

    @Test func `slots and max-running are kept`() async throws {
        try await TestSpool.with { spool in
            let line = "mkdir r{}; ls -d r* | wc -l >> counts; sleep 0.1; rmdir r{}"
            _ = try await spool.submit(line: line, "--array", "1-12", "--max-running", "2")
            try await spool.drain("--slots", "4")
            #expect(readLines(spool.base + "/counts").compactMap { Int($0) }.max() == 2)
            _ = try await spool.submit(line: line, "--array", "1-12")
            _ = try await spool.submit(line: line.replacing("{}", with: "x"))
            try await spool.drain("--slots", "3")
            #expect(readLines(spool.base + "/counts").compactMap { Int($0) }.max() == 3)
        }
    }

    @Test func `an array that runs gets slots that are added, and gives back those that are taken away`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "until test -e go.{}; do sleep 0.02; done", "--array", "1-6")
            try writeFile(spool.path + "/config", "slots=1\n")
            try await spool.supervise()
            func running() -> Int { spool.tasks(of: id).count { $0.value == "running" } }
            try await eventually("one runs") { running() == 1 }
            try writeFile(spool.path + "/config", "slots=4\n")
            _ = try await spool.run("ping")
            try await eventually("four run") { running() == 4 }
            try writeFile(spool.path + "/config", "slots=2\n")
            _ = try await spool.run("ping")
            try await eventually("it is told") { spool.file("slots", of: id) == "2\n".bytes }
            for task in 1...3 { try writeFile(spool.base + "/go.\(task)", "") }
            try await eventually("two run, and three have ended") {
                running() == 2 && spool.tasks(of: id).count { $0.value == "succeeded" } == 3
            }
            #expect(spool.tasks(of: id)[6] == nil)
            for task in 4...6 { try writeFile(spool.base + "/go.\(task)", "") }
            #expect(try await spool.outcome(of: id) == "succeeded")
        }
    }

    @Test func `how tasks end is told of each, and the worst of the array`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "case {} in 2) exit 3;; 3) kill -9 $$;; 4) sleep 1000 & setsid sleep 1000 & exit 0;; esac",
                "--array", "1-4")
            let result = try await spool.run("supervise", "--drain")
            #expect(result.code == 0 && spool.state(of: id) == "failed")
            #expect(spool.result(of: id)["exit_code"] == "3")
            #expect(spool.result(of: id)["tasks_failed"] == "2" && spool.result(of: id)["tasks_succeeded"] == "2")
            #expect(try await spool.run("wait", "\(id)").code == 3)
            #expect(try await spool.run("wait", "\(id).1").code == 0)
            #expect(try await spool.run("wait", "\(id).3-4").code == 137)
            let text = try await spool.run("status", "\(id).1-4").outputText
            #expect(text.contains("exit 3") && text.contains("SIGKILL"))
            let left = try await spool.run("result", "--json", "\(id).4").outputText
            #expect(left.contains("\"left_behind\":2") && left.contains("\"outcome\":\"succeeded\""))
            #expect(try await spool.run("status", "\(id)").outputText.contains("4 of 4 tasks, 2 failed"))
            #expect(try await spool.run("why", "\(id)").outputText.contains("Not all of its tasks succeeded: 4 of 4"))
            let why = try await spool.run("why", "\(id).1-4").outputText
            #expect(why.contains("task \(id).2 (failed): Its command ended with 3.\n    'spool log --stderr \(id).2'"))
            #expect(why.contains("task \(id).3 (failed): Its command was ended by SIGKILL"))
            #expect(why.contains("task \(id).1 (succeeded): Its command ended with 0.\n"))
            #expect(try await spool.run("show", "\(id)").outputText.contains("/outputs.1\n"))
        }
    }

    @Test func `a command that cannot be executed fails in every task, and the reason is in its errors`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--array", "1-3", "./no-such-program")
            try await spool.drain()
            #expect(spool.state(of: id) == "failed" && spool.result(of: id)["exit_code"] == "127")
            let errors = try await spool.run("log", "--stderr", "\(id).2").outputText
            #expect(errors.contains("no-such-program") && errors.contains("no such file"))
        }
    }

    @Test func `a task without output leaves no file behind`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--array", "1-30", "true")
            try await spool.drain()
            let names = namesIn(try #require(spool.directory(of: id))).sorted()
            #expect(names == ["environment", "job", "pid.1", "progress", "result.1", "slots", "tasks.1"])
        }
    }

    @Test(arguments: [
        (["--array", "5-2", "true"], "two numbers"), (["--array", "1-20000000", "true"], "10000000 tasks at most"),
        (["--each", "no-file", "true"], "no-file"), (["--each", "/dev/null", "true"], "holds no line"),
        (["--each", "/", "true"], "cannot read /: is a directory"),
        (["--each", "-", "true"], "standard input holds no line"),
        (["--max-running", "2", "true"], "goes with"), (["--array", "1-2"], "COMMAND"),
    ])
    func `what makes no array is refused, and nothing is queued`(arguments: [String], problem: String) async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run(bytes: (["submit"] + arguments).map(\.bytes))
            #expect(result.code != 0 && result.output == [] && result.errorText.contains(problem))
            #expect(spool.allJobs == [])
        }
    }

    @Test func `a line with a NUL byte is refused by its number in the file`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run("submit", "--each", "-", "true", input: "a\n\nb\0\n".bytes)
            #expect(result.code == 1 && result.errorText.contains("line 3 of standard input holds a NUL byte."))
            #expect(spool.allJobs == [])
        }
    }

    @Test func `tasks that do not exist are no tasks`() async throws {
        try await TestSpool.with { spool in
            let array = try await spool.submit("--array", "5-9", "true")
            let plain = try await spool.submit("true")
            for (word, problem) in [
                ("\(array).4", "its tasks are 5-9"), ("\(array).9-10", "its tasks are 5-9"), ("\(plain).1", "no array"),
                ("77.1", "no job 77"),
            ] {
                let result = try await spool.run("cancel", word)
                #expect(result.code == 1 && result.errorText.contains(problem))
            }
            #expect(try await spool.run("prune", "\(array).5").code != 0)
        }
    }
}

extension TestSpool {
    /// The word of each task of an array that was started in an attempt: `running` or how it ended.
    func tasks(of id: Int, attempt: Int = 1) -> [Int: String] {
        let table = file("tasks.\(attempt)", of: id) ?? []
        let first = Int(recordArray(of: id).split(separator: "-").first ?? "1") ?? 1
        var words: [Int: String] = [:]
        for index in 0..<(table.count / 128) {
            let slot = table[(index * 128)..<(index * 128 + 128)]
            if slot.last == 10 {
                words[first + index] = String(decoding: slot.dropFirst(48).prefix { $0 != 32 }, as: UTF8.self)
            } else if slot.dropFirst(47).first == 10 {
                words[first + index] = "running"
            }
        }
        return words
    }

    private func recordArray(of id: Int) -> String {
        let fields = (file("job", of: id) ?? []).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return fields.first { $0.hasPrefix("array=") }.map { String($0.dropFirst(6)) } ?? ""
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
