import SystemCalls
import Testing

/// Places in commands, lists behind `:::`, and columns.
@Suite struct PlaceTests {
    private static let hostile = [
        "-n", "a b", "it's $(touch evil).tar.gz", "new\nline.b", "\"; touch evil #", "*", "{}",
    ]

    @Test func `no file name breaks out, neither of an argument nor of a line of the shell`() async throws {
        try await TestSpool.with { spool in
            let values = Self.hostile.map(\.bytes)
            let direct = try await spool.run(
                bytes: ["run", "-k", "printf", "%s|", "{}", ":::"].map(\.bytes) + values)
            #expect(direct.outputText == Self.hostile.map { $0 + "|" }.joined())
            let shell = try await spool.run(
                bytes: ["run", "-k", "-c", "printf '%s|' {} {.}", ":::"].map(\.bytes) + values)
            #expect(shell.outputText.hasPrefix("-n|-n|a b|a b|it's $(touch evil).tar.gz|it's $(touch evil).tar|"))
            #expect(!fileExists(spool.base + "/evil"))
        }
    }

    @Test func `several lists make a task for each combination, the last list first`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run("run", "-k", "echo", "{1}-{2.}", "{#}", ":::", "a", "b", ":::", "x.1", "y")
            #expect(result.outputText == "a-x 1\na-y 2\nb-x 3\nb-y 4\n")
        }
    }

    @Test func `a command without a place gets the values at its end`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("-c", "echo got", ":::", "a b", "c")
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
            let status = try await spool.run("status", "\(id).1-2")
            #expect(status.outputText.contains("echo got 'a b'") && status.outputText.contains("echo got c"))
            let results = try await spool.run("run", ":::", "echo one", "echo two")
            #expect(results.outputText.split(separator: "\n").sorted() == ["one", "two"])
        }
    }

    @Test func `lines have columns, and shorter lines empty ones`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run(
                "run", "-k", "--colsep", "\\t", "-c", "echo {2}:{1}:{}", input: "a b\tc\nd\n".bytes)
            #expect(result.outputText == "c:a b:a b c\n:d:d \n")
        }
    }

    /// Symptom: an array of more columns than its record may have was queued, and never ran.
    @Test func `a line has a thousand columns at most`() async throws {
        try await TestSpool.with { spool in
            for (columns, code) in [(1000, 0), (1001, 1)] {
                let line = Array(repeating: "x", count: columns).joined(separator: ",") + "\n"
                let result = try await spool.run(
                    "submit", "--each", "-", "--colsep", ",", "echo", "{2}", input: line.bytes)
                #expect(result.code == code)
                if code == 1 { #expect(result.errorText.contains("has 1001 columns, and a task 1000 at most")) }
            }
            #expect(spool.jobs(in: "queued") == [1])
        }
    }

    @Test func `a batch fills a command for each line, as jobs of their own`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run(
                "submit", "--batch", "-", "--colsep", ",", "-c", "echo {#} {2}{1}", input: "a b,c\n\n'd',e\n".bytes)
            #expect(result.outputText == "1\n2\n")
            try await spool.drain()
            #expect(spool.output(of: 1) == "1 ca b\n" && spool.output(of: 2) == "2 e'd'\n")
        }
    }

    @Test(arguments: [
        ["submit", "echo", ":::"], ["run", "echo", ":::", "a", ":::"],
        ["submit", "--array", "1-2", "echo", ":::", "a"],
        ["submit", "--colsep", ",", "echo"], ["run", "--colsep", ",", "echo", ":::", "a"], ["submit", ":::", "a"],
        ["submit", "--max-running", "1", "echo"], ["submit", "--batch", "-", "-c"],
    ])
    func `what means nothing is refused`(command: [String]) async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run(bytes: command.map(\.bytes))
            #expect(result.code == 2 && result.output == [], "\(result.outputText)")
            #expect(spool.allJobs == [])
        }
    }

    @Test(arguments: ["wc -c \"{}\"", "echo '{}'", "cat <<E\n{}\nE", "echo `cat {}`"])
    func `a place where a value could break out of its quotes is refused`(line: String) async throws {
        try await TestSpool.with { spool in
            for command in [["run", "-c", line, ":::", "a"], ["submit", "-c", line, ":::", "a"]] {
                let result = try await spool.run(bytes: command.map(\.bytes))
                #expect(result.code == 2 && result.errorText.contains("could break out"), "\(result.errorText)")
            }
            #expect(spool.allJobs == [])
            // A number cannot.
            let number = try await spool.run("run", "-c", "echo '{#}' {}", ":::", "a")
            #expect(number.code == 0 && number.outputText == "1 a\n")
        }
    }

    @Test(arguments: ["safe; printf '%s|' {}", "printf '%s|' \"$(printf '%s' {}.)\"", "x={}; printf '%s|' \"$x\""])
    func `values that want to break out do not`(line: String) async throws {
        try await TestSpool.with { spool in
            let values = ["';touch out;'", "$(touch out)", "\\", "`touch out`", "\"; touch out; \""]
            let line = line.replacing("safe; ", with: "")
            let result = try await spool.run(bytes: (["run", "-k", "-c", line, ":::"] + values).map(\.bytes))
            let text = line.contains("}.)") ? values.map { $0 + ".|" } : values.map { $0 + "|" }
            #expect(result.code == 0 && result.outputText == text.joined(), "\(result.errorText)")
            #expect(!fileExists(spool.base + "/out"))
        }
    }

    @Test(arguments: [":::+", "::::"]) func `what only GNU parallel has is refused`(word: String) async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run("run", "echo", ":::", "a", "b", word, "c", "d")
            #expect(result.code == 2 && result.errorText.contains("'\(word)' is not known here"))
        }
    }
}
