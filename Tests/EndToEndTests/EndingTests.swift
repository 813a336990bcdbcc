import Glibc
import Testing

/// How a job ended, and what it left behind.
@Suite struct EndingTests {
    @Test(arguments: [SIGKILL, SIGSEGV, SIGTERM, SIGHUP])
    func `a job that a signal ends has failed with that signal`(signal: Int32) async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "kill -\(signal) $$")
            try await spool.drain()
            #expect(spool.state(of: id) == "failed")
            #expect(spool.result(of: id)["signal"] == "\(signal)")
            #expect(spool.result(of: id)["exit_code"] == nil)
        }
    }

    @Test func `a daemon that a job leaves behind is ended with it`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "setsid sh -c 'echo $$; exec sleep 1000' & sleep 0.2; exit 4")
            try await spool.drain()
            #expect(spool.state(of: id) == "failed")
            #expect(spool.result(of: id)["exit_code"] == "4")
            #expect(spool.result(of: id)["left_behind"] == "1")
            let daemon = try #require(pid_t(spool.output(of: id).dropLast()))
            #expect(!isAlive(daemon))
        }
    }

    @Test func `a daemon that may stay lives on, and the job has ended`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "setsid sh -c 'echo $$; exec sleep 1000' & sleep 0.2", "--left-behind", "leave")
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
            let daemon = try #require(pid_t(spool.output(of: id).dropLast()))
            #expect(isAlive(daemon))
            #expect(spool.result(of: id)["left_behind"] == nil)
        }
    }

    @Test func `what is left behind has the time to clean up`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "(trap 'echo clean; exit' TERM; echo ready > ready; while :; do sleep 0.05; done) & "
                    + "while [ ! -e ready ]; do sleep 0.05; done")
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
            #expect(spool.output(of: id) == "clean\n")
        }
    }

    @Test func `a job may write much, to both streams`() async throws {
        try await TestSpool.with { spool in
            let size = 20_000_000
            let id = try await spool.submit(line: "head -c \(size) /dev/zero; head -c \(size) /dev/zero >&2; exit 3")
            try await spool.drain()
            #expect(spool.result(of: id)["exit_code"] == "3")
            let directory = try #require(spool.directory(of: id))
            #expect(status(directory + "/output.1")?.size == size)
            #expect(status(directory + "/error.1")?.size == size)
        }
    }

    @Test func `times and memory are measured`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "sleep 0.3; i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done")
            try await spool.drain()
            let result = spool.result(of: id)
            func number(_ key: String) throws -> Int { try #require(result[key].flatMap { Int($0) }) }
            #expect(try number("wall_us") >= 300_000)
            #expect(try number("user_us") > 1000)
            #expect(try number("user_us") + number("system_us") < number("wall_us"))
            #expect(try number("peak_memory_bytes") > 100_000)
            #expect(try number("ended_ms") >= number("started_ms") + 300)
        }
    }

    @Test func `the files of a finished job are whole, and there is nothing beside them`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("true")
            try await spool.drain()
            let directory = try #require(spool.directory(of: id))
            #expect(namesIn(directory) == ["environment", "error.1", "job", "output.1", "pid.1", "result.1"])
            #expect(spool.result(of: id)["result"] == "1" && spool.result(of: id)["exit_code"] == "0")
            #expect(namesIn(spool.path + "/running") == [] && namesIn(spool.path + "/tmp") == [])
            #expect(namesIn(spool.path + "/ids") == ["2"])
        }
    }
}
