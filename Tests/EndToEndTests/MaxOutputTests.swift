import Glibc
import SystemCalls
import Testing

/// `--max-output`: head and tail of what a job writes are kept.
@Suite struct MaxOutputTests {
    /// What `seq 1 COUNT` writes.
    private func sequence(_ count: Int) -> String { (1...count).map { "\($0)\n" }.joined() }

    /// What is left of a text with a budget of so many bytes.
    private func cut(_ text: String, _ budget: Int) -> String {
        let bytes = Array(text.utf8)
        let head = String(decoding: bytes.prefix(budget / 2), as: UTF8.self)
        let tail = String(decoding: bytes.suffix(budget - budget / 2 - 64), as: UTF8.self)
        let missing = bytes.count - head.utf8.count - tail.utf8.count
        return "\(head)\(head.hasSuffix("\n") ? "" : "\n")[spool: \(missing) bytes cut here]\n\(tail)"
    }

    @Test func `of a job that writes much the head and the tail are kept`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("--max-output", "4K", "seq", "1", "100000")
            let small = try await spool.submit("--max-output", "4K", "seq", "1", "100")
            try await spool.drain()
            let kept = cut(sequence(100_000), 4096)
            #expect(kept.utf8.count <= 4096)
            #expect(spool.output(of: id) == kept)
            #expect(spool.output(of: small) == sequence(100))
            let log = try await spool.run("log", "\(id)").outputText
            #expect(log == kept)
            let json = try await spool.run("show", "--json", "\(id)").outputText
            #expect(json.contains(#""max_output_bytes":4096"#))
            #expect(namesIn(spool.directory(of: id) ?? "").allSatisfy { !$0.contains("new") })
        }
    }

    @Test func `while the job runs the disk gets back what is cut, and log shows head, mark and tail`() async throws {
        try await TestSpool.with { spool in
            let line = "seq 1 500000; until [ -e go ]; do sleep 0.05; done; echo the last line"
            let id = try await spool.submit(line: line, "--max-output", "64K")
            try await spool.supervise()
            let whole = sequence(500_000)
            try await eventually("most of the file is a hole") {
                guard let file = spool.directory(of: id).map({ $0 + "/output.1" }) else { return false }
                var status = stat()
                return stat(file, &status) == 0 && status.st_size == whole.utf8.count && status.st_blocks < 400
            }
            let log = try await spool.run("log", "\(id)").outputText
            #expect(log == cut(whole, 65536))
            let follower = try spool.start([TestSpool.tool, "--spool", spool.path, "log", "-f", "\(id)"])
            try await eventually("the follower has the tail") {
                readText(follower.outputPath)?.hasSuffix("500000\n") == true
            }
            try writeFile(spool.base + "/go", "")
            #expect(try await spool.outcome(of: id) == "succeeded")
            let followed = try await follower.result().outputText
            #expect(followed == cut(whole, 65536) + "the last line\n")
            #expect(spool.output(of: id) == cut(whole + "the last line\n", 65536))
        }
    }

    @Test func `each task of an array has the budget to itself`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "seq 1 {}; echo error >&2", "--array", "9999-10001", "--max-output", "2K")
            try await spool.drain()
            for task in [9999, 10_001] {
                let log = try await spool.run("log", "\(id).\(task)").outputText
                #expect(log == cut(sequence(task), 2048))
                let file = try #require(spool.file("outputs.1/\(task / 1000)/\(task)", of: id))
                #expect(String(decoding: file, as: UTF8.self) == log)
            }
            let check = try await spool.run("check")
            #expect(check.code == 0, "\(check.outputText)")
        }
    }

    @Test func `of a lost job the output is cut, too`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "seq 1 9999; echo done > ready; exec sleep 1000", "--max-output", "2K")
            try await spool.supervise()
            try await eventually("it has written") { fileExists(spool.base + "/ready") }
            try await spool.killShepherd(of: id)
            #expect(try await spool.outcome(of: id) == "lost")
            #expect(spool.output(of: id) == cut(sequence(9999), 2048))
        }
    }

    @Test(.enabled(if: SmallFileSystem.isPermitted), arguments: [SmallFileSystem.kinds[0], SmallFileSystem.kinds[2]])
    func `a job may write more than the disk has room for`(_ disk: SmallFileSystem) async throws {
        try await disk.withSpool { spool, _ in
            // It waits for the shepherd to give back what it cuts, for the machine may be slow.
            let line = """
                for piece in $(seq 1 100); do
                    head -c 100000 /dev/zero | tr '\\0' x
                    while [ $(stat -c %b "$SPOOL_JOB_DIR/output.1") -gt 600 ]; do sleep 0.01; done
                done
                """
            let id = try await spool.submit(line: line, "--max-output", "64K")
            try await spool.drain()
            #expect(spool.state(of: id) == "succeeded")
            let output = spool.output(of: id)
            #expect(output.utf8.count <= 65536 && output.contains("\n[spool: 9934528 bytes cut here]\n"))
        }
    }

    @Test func `what cannot be kept within a budget is refused`() async throws {
        try await TestSpool.with { spool in
            for options in [
                ["--max-output", "1000"], ["--max-output", "1M", "--left-behind", "leave"],
                ["--max-output", "1M", "--output", "a", "--error", "b"],
            ] {
                let result = try await spool.run(bytes: (["submit"] + options + ["true"]).map { Array($0.utf8) })
                #expect(result.code == 2)
            }
        }
    }
}
