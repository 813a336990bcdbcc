import Testing

/// The clients in `docs/` prove that docs/spool-format.md is all that a program must know.
@Suite struct ClientTests {
    static let clients = ["client.sh", "client.py"]

    /// A client of the documentation.
    private static func path(_ client: String) -> String {
        let repository = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(repository)/docs/\(client)"
    }

    @Test(arguments: clients)
    func `a client runs a command and passes on its output and its exit code`(client: String) async throws {
        try await TestSpool.with { spool in
            #expect(try await spool.submit("true") == 1)
            try await spool.supervise()
            try makeDirectory(spool.base + "/here")
            let line = #"printf '%s|' "$@"; pwd; umask; echo "$VALUE" >&2; exit 7"#
            let command = [Self.path(client), spool.path, "sh", "-c", line, "sh", "", "two  words", "a\nb", "--", "-x"]
            let result = try await spool.start(
                command.map(\.bytes) + [[0xff]],
                environment: spool.environment + ["VALUE=from here\nand there".bytes], directory: spool.base + "/here"
            ).result()
            #expect(result.code == 7)
            #expect(result.errorText == "from here\nand there\n")
            let umask = try await spool.execute("sh", "-c", "umask").outputText
            #expect(result.output == "|two  words|a\nb|--|-x|".bytes + [0xff] + "|\(spool.base)/here\n\(umask)".bytes)
            #expect(spool.state(of: 2) == "failed")
        }
    }

    @Test(arguments: clients)
    func `a client passes on a signal as a shell does`(client: String) async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            try await spool.supervise()
            let result = try await spool.execute(Self.path(client), spool.path, "sh", "-c", "kill -9 $$")
            #expect(result.code == 137, "\(result.errorText)")
        }
    }

    @Test func `clients and the tool submit at once, and each gets ids of its own`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            try await spool.supervise("--slots", "4")
            let note = ["sh", "-c", "echo $SPOOL_JOB_ID >> notes"]
            let started = try (0..<4).flatMap { _ in
                try Self.clients.map { try spool.start([Self.path($0), spool.path] + note) }
                    + [spool.start([TestSpool.tool, "--spool", spool.path, "submit"] + note)]
            }
            for process in started {
                let result = try await process.result()
                #expect(result.code == 0, "\(result.errorText)")
            }
            try await eventually("the end of all jobs") { spool.jobs(in: "succeeded").count == 13 }
            #expect(readLines(spool.base + "/notes").compactMap { Int($0) }.sorted() == Array(2...13))
        }
    }
}
