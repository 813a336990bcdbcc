import Glibc
import SystemCalls
import Testing

/// Promise: after a power cut, or on another machine, running jobs are lost or run again, and no stranger is signalled.
@Suite struct RestartTests {
    private static let otherBoot = "00000000-0000-4000-8000-000000000000"

    /// A job in `running` with no supervisor and no shepherd, whose command lives on.
    private func abandon(_ spool: TestSpool, _ options: [String] = []) async throws -> (
        id: Int, command: ProcessIdentity
    ) {
        let id = try await spool.submit(bytes: (options + ["-c", "echo >> notes; exec sleep 1000"]).map(\.bytes))
        let supervisor = try await spool.supervise()
        let command = try await spool.command(of: id)
        try await eventually("it has noted its start") { readText(spool.base + "/notes") == "\n" }
        try await supervisor.end()
        try await spool.killShepherd(of: id)
        return (id, command)
    }

    private func edit(_ spool: TestSpool, _ id: Int, _ change: (inout [String: String]) -> Void) throws {
        var fields = spool.fields("pid.1", of: id)
        change(&fields)
        let keys = ["pid", "boot", "host", "inode", "shepherd", "started_ms", "command"]
        try writeFile(
            "\(spool.path)/running/\(id)/pid.1",
            keys.compactMap { key in fields[key].map { "\(key)=\($0)\n" } }.joined())
    }

    @Test func `after a restart a running job is lost, and whoever has its number now is left alone`() async throws {
        try await TestSpool.with { spool in
            let (id, command) = try await abandon(spool)
            try edit(spool, id) { $0["boot"] = Self.otherBoot }
            try await spool.drain()
            #expect(spool.state(of: id) == "lost")
            #expect(spool.result(of: id)["reason"]?.contains("restarted") == true)
            #expect(isAlive(command))
        }
    }

    @Test func `after a restart a job that was submitted so runs again`() async throws {
        try await TestSpool.with { spool in
            let (id, command) = try await abandon(spool, ["--on-loss", "requeue"])
            try edit(spool, id) { $0["boot"] = Self.otherBoot }
            try await spool.supervise()
            let second = try await spool.command(of: id, attempt: 2)
            #expect(isAlive(command) && isAlive(second))
            #expect(spool.result(of: id, attempt: 1)["outcome"] == "lost")
        }
    }

    @Test func `a number that another process has by now is not signalled`() async throws {
        try await TestSpool.with { spool in
            let (id, command) = try await abandon(spool)
            let stranger = try spool.start(["sleep", "1000"])
            let start = try #require(ProcessIdentity(current: stranger.pid)).startTicks
            // The numbers are in use, by processes that began at another time.
            try edit(spool, id) { fields in
                fields["shepherd"] = "\(stranger.pid) \(start - 1)"
                fields["command"] = "\(stranger.pid) \(start + 1)"
            }
            try await spool.drain()
            #expect(spool.state(of: id) == "lost")
            #expect(stranger.status == nil, "the stranger lives")
            #expect(!isAlive(command), "the command was found by its variables")
        }
    }

    @Test func `a pid record without the command's line is enough to find the command`() async throws {
        try await TestSpool.with { spool in
            let (id, command) = try await abandon(spool)
            try edit(spool, id) { $0["command"] = nil }
            try await spool.drain()
            #expect(spool.state(of: id) == "lost")
            #expect(!isAlive(command))
        }
    }

    @Test(arguments: ["", "pid=1\nboot=", "\0\0\0\0\0\0"])
    func `a pid record that a power cut left torn makes a lost job`(content: String) async throws {
        try await TestSpool.with { spool in
            let (id, command) = try await abandon(spool)
            try writeFile("\(spool.path)/running/\(id)/pid.1", content)
            try await spool.drain()
            #expect(spool.state(of: id) == "lost")
            #expect(readText(try #require(spool.directory(of: id)) + "/pid.1") == content)
            _ = command
        }
    }

    @Test func `a torn result is written anew`() async throws {
        try await TestSpool.with { spool in
            let (id, _) = try await abandon(spool)
            try writeFile("\(spool.path)/running/\(id)/result.1", "result=1\noutcome=succeeded\nexit_code=0\n")
            try await spool.drain()
            #expect(spool.state(of: id) == "lost")
            #expect(spool.result(of: id)["end"] == "result")
        }
    }

    @Test func `a whole result is believed, and its job only moved on`() async throws {
        try await TestSpool.with { spool in
            let (id, command) = try await abandon(spool)
            let result = "result=1\noutcome=failed\nexit_code=9\nhost=h\nend=result\n"
            try writeFile("\(spool.path)/running/\(id)/result.1", result)
            try await spool.drain()
            #expect(spool.state(of: id) == "failed")
            #expect(spool.file("result.1", of: id) == result.bytes)
            _ = command
        }
    }

    @Test(arguments: [[], ["--on-loss", "requeue"]])
    func `a started job that a power cut has put back into the queue is lost`(options: [String]) async throws {
        try await TestSpool.with { spool in
            let (id, command) = try await abandon(spool, options)
            try edit(spool, id) { $0["boot"] = Self.otherBoot }
            try renameFile("\(spool.path)/running/\(id)", "\(spool.path)/queued/0/\(id)")
            try await spool.supervise()
            try await eventually("a result") { spool.result(of: id, attempt: 1)["outcome"] == "lost" }
            if options.isEmpty {
                #expect(try await spool.outcome(of: id) == "lost")
            } else {
                try await spool.command(of: id, attempt: 2)
            }
            _ = command
        }
    }

    @Test func `an ended job that a power cut has put back into the queue does not run again`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("-c", "echo >> notes; exit 3")
            try await spool.drain()
            try renameFile("\(spool.path)/finished/failed/0/\(id)", "\(spool.path)/queued/0/\(id)")
            try await spool.drain()
            #expect(spool.state(of: id) == "failed")
            #expect(readText(spool.base + "/notes") == "\n")
        }
    }

    @Test func `a job that a power cut has put back into the queue ends as it did when it is cancelled there`()
        async throws
    {
        try await TestSpool.with { spool in
            let id = try await spool.submit("true")
            try await spool.drain()
            try renameFile("\(spool.path)/finished/succeeded/0/\(id)", "\(spool.path)/queued/0/\(id)")
            #expect(try await spool.run("cancel", "\(id)").code == 0)
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
        }
    }

    @Test func `a job that was claimed and never started is started`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("echo", "started")
            try renameFile("\(spool.path)/queued/0/\(id)", "\(spool.path)/running/\(id)")
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
            #expect(spool.output(of: id) == "started\n")
        }
    }

    @Test func `a supervisor on a copy of the spool leaves the original's processes alone`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("sleep", "1000")
            try await spool.supervise()
            let command = try await spool.command(of: id)
            let shepherd = try #require(spool.pids(of: id).shepherd)
            let copy = spool.base + "/copy"
            #expect(try await spool.execute("cp", "-a", spool.path, copy).code == 0)
            let result = try await spool.execute(TestSpool.tool, "--spool", copy, "supervise", "--drain")
            #expect(result.code == 0 && result.error == [])
            #expect(isAlive(command) && isAlive(shepherd))
            #expect(spool.state(of: id) == "running")
            #expect(readText("\(copy)/finished/lost/0/\(id)/result.1")?.contains("outcome=lost\n") == true)
        }
    }

    @Test func `a copy that took the original's place does not signal what the original started`() async throws {
        try await TestSpool.with { spool in
            let (id, command) = try await abandon(spool)
            try await spool.execute("cp", "-a", spool.path, spool.base + "/copy")
            try renameFile(spool.path, spool.base + "/original")
            try renameFile(spool.base + "/copy", spool.path)
            try await spool.drain()
            #expect(spool.state(of: id) == "lost")
            #expect(isAlive(command))
        }
    }
}
