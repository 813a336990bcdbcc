import Testing

/// A job sees the variables of its submitter, whoever starts it.
@Suite struct EnvironmentTests {
    private func environment(of id: Int, in spool: TestSpool) -> [[UInt8]] {
        nulSeparated(spool.file("output.1", of: id) ?? [])
    }

    @Test func `variables of any bytes but NUL reach the command, and none of the supervisor's`() async throws {
        try await TestSpool.with { spool in
            let submitters =
                spool.environment + [
                    "EMPTY=".bytes, "LINES=a\nb\n".bytes, "EQUALS==a=b=".bytes, "BYTES=".bytes + [0xff, 0x80, 1, 27],
                    "lower case=1".bytes,
                ]
            let id = try await spool.submit("cat", "/proc/self/environ", environment: submitters)
            try await spool.supervise(through: ["env", "SUPERVISORS=1", "EMPTY=no"], ["--drain"])
            #expect(try await spool.outcome(of: id) == "succeeded")
            let own = [
                "SPOOL_DIR=\(spool.path)", "SPOOL_JOB_ID=\(id)", "SPOOL_JOB_DIR=\(spool.path)/running/\(id)",
                "SPOOL_ATTEMPT=1",
            ]
            #expect(environment(of: id, in: spool) == submitters + own.map(\.bytes))
        }
    }

    @Test func `equal environments are stored once, readable by their owner alone`() async throws {
        try await TestSpool.with { spool in
            let ids = [try await spool.submit("true"), try await spool.submit("false")]
            let other = try await spool.submit("true", environment: spool.environment + ["A=1".bytes])
            let files = try (ids + [other]).map { id in
                try #require(status((spool.directory(of: id) ?? "") + "/environment"))
            }
            #expect(files[0].inode == files[1].inode)
            #expect(files[0].inode != files[2].inode)
            #expect(files[0].linkCount == 3)
            #expect(files[2].linkCount == 2)
            #expect(files.allSatisfy { $0.permissions == 0o600 })
            #expect(namesIn(spool.path + "/environments").count == 2)
        }
    }

    @Test func `env adds and replaces, env-clear drops everything else`() async throws {
        try await TestSpool.with { spool in
            let submitters = spool.environment + ["OLD=1".bytes, "KEPT=1".bytes]
            let added = try await spool.submit(
                "--env", "OLD=2", "--env", "NEW=a=b", "cat", "/proc/self/environ", environment: submitters)
            let cleared = try await spool.submit(
                "--env-clear", "--env", "ONLY=1", "/bin/cat", "/proc/self/environ", environment: submitters)
            let empty = try await spool.submit("--env-clear", "/bin/cat", "/proc/self/environ")
            try await spool.drain()
            for id in [added, cleared, empty] { #expect(try await spool.outcome(of: id) == "succeeded") }
            let variables = environment(of: added, in: spool)
            #expect(variables.contains("OLD=2".bytes) && !variables.contains("OLD=1".bytes))
            #expect(variables.contains("NEW=a=b".bytes) && variables.contains("KEPT=1".bytes))
            #expect(environment(of: cleared, in: spool).filter { !$0.starts(with: "SPOOL_".utf8) } == ["ONLY=1".bytes])
            #expect(environment(of: empty, in: spool).count == 4)
            #expect(spool.file("environment", of: empty) == nil)
        }
    }

    @Test func `a job that submits hands on where the spool is, and nothing of what it is itself`() async throws {
        try await TestSpool.with { spool in
            let submitters = spool.environment + ["SPOOL_DIR=/elsewhere".bytes, "MINE=1".bytes]
            let outer = try await spool.submit(
                TestSpool.tool, "submit", "cat", "/proc/self/environ", environment: submitters)
            try await spool.supervise()
            #expect(try await spool.outcome(of: outer) == "succeeded")
            let inner = try #require(Int(spool.output(of: outer).dropLast()), "the job submits to its own spool")
            #expect(try await spool.outcome(of: inner) == "succeeded")
            let stored = nulSeparated(spool.file("environment", of: inner) ?? [])
            for name in ["SPOOL_JOB_ID=", "SPOOL_JOB_DIR=", "SPOOL_ATTEMPT="] {
                #expect(!stored.contains { $0.starts(with: name.utf8) }, "\(name)")
            }
            let seen = environment(of: inner, in: spool)
            #expect(seen.contains("SPOOL_JOB_ID=\(inner)".bytes) && seen.contains("MINE=1".bytes))
            #expect(seen.filter { $0.starts(with: "SPOOL_DIR=".utf8) } == ["SPOOL_DIR=\(spool.path)".bytes])
        }
    }

    @Test func `a variable that was set twice is handed on as it was`() async throws {
        try await TestSpool.with { spool in
            let submitters = spool.environment + ["TWICE=1".bytes, "TWICE=2".bytes]
            let id = try await spool.submit("cat", "/proc/self/environ", environment: submitters)
            try await spool.drain()
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(environment(of: id, in: spool).filter { $0.starts(with: "TWICE".utf8) }.count == 2)
        }
    }
}
