import SystemCalls
import Testing

/// How far things are is told on a terminal, and nowhere else.
@Suite(.enabled(if: fileExists("/usr/bin/script"), "needs script(1)"))
struct ProgressLineTests {
    private static let erasure = "\r\u{1b}[K"

    /// Starts the tool on a terminal of its own.
    private func start(_ spool: TestSpool, _ arguments: String, columns: Int = 80) throws -> StartedProcess {
        let line = "stty cols \(columns); exec '\(TestSpool.tool)' \(arguments)"
        return try spool.start(
            TestSpool.onTerminal(line),
            environment: spool.environment + [Array("SPOOL_DIR=\(spool.path)".utf8)])
    }

    @Test(arguments: ["1", "1.1-2"])
    func `wait tells how many tasks have ended, on one line that it takes away`(jobs: String) async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--array", "1-2", "sh", "-c", "while [ ! -e go.{} ]; do sleep 0.02; done")
            #expect(id == 1)
            try await spool.supervise("--slots", "2")
            let waiting = try start(spool, "wait \(jobs)")
            try writeFile(spool.base + "/go.1", "")
            try await eventually("it tells of the first end") {
                (readText(waiting.outputPath) ?? "").contains("1 of 2 tasks ended")
            }
            try writeFile(spool.base + "/go.2", "")
            let result = try await waiting.result()
            #expect(result.code == 0 && result.outputText.hasSuffix(Self.erasure), "\(result.outputText)")
        }
    }

    @Test func `a line never gets longer than the terminal is wide`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            try await spool.drain()
            let result = try await start(spool, "wait 1", columns: 8).result()
            #expect(result.outputText == Self.erasure + "1 of 1 " + Self.erasure)
        }
    }

    @Test func `run tells of its tasks`() async throws {
        try await TestSpool.with { spool in
            let result = try await start(spool, "run echo ::: a").result()
            #expect(result.code == 0)
            #expect(result.outputText.contains("0 of 1 task ended" + Self.erasure + "a\r\n"), "\(result.outputText)")
        }
    }

    /// Symptom: what a command had written without a newline at its end was drawn over.
    @Test func `run leaves output that does not end its line`() async throws {
        try await TestSpool.with { spool in
            let result = try await start(spool, "run --slots 1 -c 'sleep 0.1; printf {}' ::: first second").result()
            #expect(result.outputText.contains(Self.erasure + "first\r\n1 of 2 tasks"), "\(result.outputText)")
        }
    }

    @Test func `a batch of many jobs has a bar`() async throws {
        try await TestSpool.with { spool in
            try writeFile(spool.base + "/lines", String(repeating: "true\n", count: 3000))
            let result = try await start(spool, "submit --batch lines").result()
            #expect(result.outputText.contains("%, 3000 jobs"), "\(result.outputText.prefix(300))")
            #expect(result.outputText.contains(Self.erasure + "1\r\n2\r\n"))
        }
    }

    @Test func `a single job has none`() async throws {
        try await TestSpool.with { spool in
            let result = try await start(spool, "submit true").result()
            #expect(result.outputText == "1\r\n")
        }
    }

    @Test func `where there is no terminal nothing is told`() async throws {
        try await TestSpool.with { spool in
            try writeFile(spool.base + "/lines", String(repeating: "true\n", count: 300))
            let batch = try await spool.run("submit", "--batch", "lines")
            #expect(batch.code == 0 && batch.error == [])
            try await spool.supervise()
            let wait = try await spool.run("wait")
            #expect(wait.code == 0 && wait.error == [])
        }
    }
}
