import SystemCalls
import Testing

/// A command begins as clean as a login shell's, whatever the supervisor was started with.
@Suite struct CommandStateTests {
    /// Ways to start a supervisor: signals ignored, signals blocked, a descriptor too many.
    private static let unclean = [
        ["env", "--ignore-signal=HUP,PIPE,CHLD,USR1,QUIT,INT"],
        ["env", "--block-signal"],
        ["sh", "-c", #"exec 7</etc/passwd; exec "$@""#, "sh"],
        ["sh", "-c", #"exec "$@" <&- >&- 2>&-"#, "sh"],
        [],
    ]

    @Test(arguments: unclean)
    func `signals are unblocked and not ignored, and only 0, 1 and 2 are open`(prefix: [String]) async throws {
        try await TestSpool.with { spool in
            let signals = try await spool.submit("cat", "/proc/self/status")
            let descriptors = try await spool.submit("ls", "/proc/self/fd")
            try await spool.supervise(through: prefix, ["--drain"])
            #expect(try await spool.outcome(of: signals) == "succeeded")
            #expect(try await spool.outcome(of: descriptors) == "succeeded")
            let masks = recordFields(spool.output(of: signals).replacing(":\t", with: "="))
            #expect(masks["SigBlk"] == "0000000000000000")
            #expect(masks["SigCgt"] == "0000000000000000")
            // glibc's posix_spawn has the two signals that it keeps for itself, 32 and 33, ignored in every child.
            let ignored = try #require(masks["SigIgn"].flatMap { UInt64($0, radix: 16) })
            #expect(ignored & ~0x1_8000_0000 == 0)
            // 3 is the directory that ls reads.
            #expect(spool.output(of: descriptors) == "0\n1\n2\n3\n")
        }
    }

    @Test func `a command leads a session of its own, and has no terminal`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "cat /proc/$$/stat; : < /dev/tty")
            try await spool.drain()
            #expect(try await spool.outcome(of: id) == "failed")
            let command = try #require(spool.pids(of: id).command)
            let fields = spool.output(of: id).split(separator: " ").map(String.init)
            #expect(fields[0] == "\(command.pid)")
            #expect(fields[4] == fields[0], "its process group")
            #expect(fields[5] == fields[0], "its session")
        }
    }

    @Test func `limits and priority are those of the supervisor`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "ulimit -c; nice")
            try await spool.supervise(through: ["nice", "-n", "7", "prlimit", "--core=4096"], ["--drain"])
            #expect(try await spool.outcome(of: id) == "succeeded")
            #expect(spool.output(of: id) == "8\n7\n")
        }
    }
}
