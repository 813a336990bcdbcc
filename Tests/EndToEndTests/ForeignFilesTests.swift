import Glibc
import SystemCalls
import Testing

/// Promise: what is not understood is skipped, and stays as it is, byte for byte.
@Suite struct ForeignFilesTests {
    private func checksums(_ spool: TestSpool, _ names: [String]) -> [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, readFile(spool.path + "/" + $0) ?? "missing".bytes) })
    }

    @Test func `foreign files and folders at every level survive, and jobs run all the same`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("echo", "one")
            let folders = [
                "", "tmp/", "ids/", "environments/", "queued/", "queued/0/", "running/", "finished/",
                "finished/failed/",
                "queued/007/", "queued/x/", "running/x/", "running/007/", "finished/nonsense/", "queued/0/99x/",
            ]
            var names: [String] = []
            for folder in folders {
                if !fileExists(spool.path + "/" + folder) { try makeDirectory(spool.path + "/" + folder.dropLast()) }
                for name in ["mine", "name\nwith newline", ".hidden", "-7", "0", "07", "7.new"]
                where !fileExists("\(spool.path)/\(folder)\(name)") {
                    try writeFile("\(spool.path)/\(folder)\(name)", "of \(folder)\(name)")
                    names.append(folder + name)
                }
            }
            try writeFile(spool.path + "/queued/0/1/mine", "in a job")
            let before = checksums(spool, names)
            _ = try await spool.submit("echo", "two")
            try await spool.drain()
            #expect(checksums(spool, names) == before)
            #expect(spool.state(of: 1) == "succeeded" && spool.state(of: 2) == "succeeded")
            #expect(spool.file("mine", of: 1) == "in a job".bytes)
        }
    }

    /// Symptom: a job was moved out of the spool, into the folder that a link names.
    @Test(arguments: ["queued", "queued/0", "held", "finished/succeeded"])
    func `no job leaves the spool through a symbolic link`(folder: String) async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            try await spool.drain()
            try makeDirectory(spool.base + "/elsewhere")
            try await spool.execute("rm", "-rf", "\(spool.path)/\(folder)")
            #expect(symlink(spool.base + "/elsewhere", "\(spool.path)/\(folder)") == 0)
            let result = try await spool.run("submit", "true")
            #expect(result.code == 1 && result.errorText.contains("symbolic link"), "\(result.errorText)")
            #expect(namesIn(spool.base + "/elsewhere") == [])
        }
    }

    /// Symptom: the supervisor had looked at the spool when it began, and its jobs were started and moved in whatever had become of that since.
    @Test(arguments: [
        ("mv finished ../moved && ln -s ../moved finished", "rm finished && mv ../moved finished"),
        ("echo spool 2 > format", "echo spool 1 > format"), ("chmod 777 .", "chmod 700 ."),
    ])
    func `no job starts in a spool that has become foreign under its supervisor`(
        change: String, undo: String
    ) async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit(line: "touch begun; until test -e go; do sleep 0.05; done")
            let look = "cat format; stat -c %a .; find . -maxdepth 1 -type l"
            let second = try await spool.submit(line: "(cd \"$SPOOL_DIR\" && \(look)) > seen")
            try await spool.supervise("--slots", "1")
            try await eventually("the first job") { fileExists(spool.base + "/begun") }
            try await spool.execute("sh", "-c", "cd \"$1\" && \(change)", "sh", spool.path)
            try writeFile(spool.base + "/go", "")
            let job = "\(spool.path)/running/\(second)"
            try await eventually("the end of a shepherd of the second job") {
                if !fileExists(spool.path + "/queued/0/\(second)"), !fileExists(job) { return true }
                let directory = FilePath(job)
                guard let place = try? FileDescriptor.workingDirectory.openDirectory(directory) else { return false }
                return try place.tryLock()
            }
            try await spool.execute("sh", "-c", "cd \"$1\" && \(undo)", "sh", spool.path)
            #expect(try await spool.outcome(of: second) == "succeeded")
            #expect(readText(spool.base + "/seen") == "spool 1\n700\n")
        }
    }

    @Test func `a result waits for a folder that is not a link`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("true")
            try makeDirectory(spool.base + "/elsewhere")
            #expect(symlink(spool.base + "/elsewhere", spool.path + "/finished/succeeded/0") == 0)
            try await spool.supervise()
            try await eventually("its result") { spool.result(of: id)["outcome"] == "succeeded" }
            #expect(spool.state(of: id) == "running" && namesIn(spool.base + "/elsewhere") == [])
            unlink(spool.path + "/finished/succeeded/0")
            #expect(try await spool.outcome(of: id) == "succeeded")
        }
    }

    /// Contents of a file `job` that cannot be understood.
    private static let broken = [
        "", "job=1\0", "job=2\0end=job\0", "\0", "garbage", "job=1\0submitted_ms=1\0directory=/\0umask=0022\0",
        "job=1\0submitted_ms=1\0directory=/\0umask=0022\0environment_bytes=0\0future=1\0argument=true\0end=job\0",
        "job=1\0submitted_ms=1\0directory=relative\0umask=0022\0environment_bytes=0\0argument=true\0end=job\0",
        "job=1\0submitted_ms=1\0directory=/\0umask=0022\0environment_bytes=0\0end=job\0",
    ]

    @Test func `a job whose record is refused stays queued as it is, and the next one runs`() async throws {
        try await TestSpool.with { spool in
            let count = Self.broken.count
            let lines = String(repeating: "touch started.$SPOOL_JOB_ID\n", count: count + 1)
            _ = try await spool.run("submit", "--batch", "-", input: lines.bytes)
            for (index, content) in Self.broken.enumerated() {
                try writeFile("\(spool.path)/queued/0/\(index + 1)/job", content)
            }
            let result = try await spool.run("supervise", "--drain", "--slots", "1")
            #expect(result.code == 0 && result.errorText.contains("refused"), "\(result.errorText)")
            #expect(spool.state(of: count + 1) == "succeeded")
            #expect(spool.jobs(in: "queued") == Array(1...count))
            for (index, content) in Self.broken.enumerated() {
                #expect(spool.file("job", of: index + 1) == content.bytes)
                #expect(namesIn("\(spool.path)/queued/0/\(index + 1)") == ["environment", "job"])
            }
            #expect(spool.supervisor["problem"]?.contains("refused") == true)
            #expect(namesIn(spool.base).filter { $0.hasPrefix("started") } == ["started.\(count + 1)"])
        }
    }

    @Test func `a job that is no job in running keeps no slot from the others`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            for (id, content) in [(77, nil), (78, "job=9\0"), (79, Self.broken[6])] as [(Int, String?)] {
                try makeDirectory("\(spool.path)/running/\(id)")
                if let content { try writeFile("\(spool.path)/running/\(id)/job", content) }
            }
            try await spool.supervise("--slots", "1")
            try await spool.wait(for: 1, toBe: "succeeded", within: .seconds(20))
            #expect(namesIn(spool.path + "/running") == ["77", "78", "79"])
            #expect(namesIn(spool.path + "/running/77") == [])
            #expect(readText(spool.path + "/running/78/job") == "job=9\0")
            #expect(spool.supervisor["problem"]?.contains("refused") == true)
        }
    }

    @Test func `links in the place of jobs are not followed`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            let (elsewhere, queue) = (spool.base + "/elsewhere", spool.path + "/queued")
            try makeDirectory(elsewhere)
            try await spool.execute("cp", "-a", queue + "/0/1", elsewhere + "/job")
            symlink(elsewhere + "/job", queue + "/0/5")
            symlink(elsewhere, queue + "/7")
            symlink(elsewhere + "/job", spool.path + "/running/6")
            mkfifo(queue + "/0/8", 0o600)
            try makeDirectory(queue + "/0/9")
            mkfifo(queue + "/0/9/job", 0o600)
            let result = try await spool.run("supervise", "--drain")
            #expect(result.code == 0 && result.errorText.contains("job 9"), "\(result.errorText)")
            #expect(spool.state(of: 1) == "succeeded")
            #expect(namesIn(queue + "/0") == ["5", "8", "9"])
            #expect(namesIn(elsewhere) == ["job"] && namesIn(elsewhere + "/job") == ["environment", "job"])
        }
    }

    @Test func `an environment that was changed is refused, and the command is not started`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("touch", "started")
            try writeFile("\(spool.path)/queued/0/\(id)/environment", "A=1")
            try await spool.drain()
            #expect(spool.state(of: id) == "failed")
            #expect(spool.result(of: id)["exit_code"] == "125")
            #expect(spool.result(of: id)["reason"]?.contains("environment") == true)
            #expect(!fileExists(spool.base + "/started"))
        }
    }

    @Test func `a spool of another version is left alone`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            try writeFile(spool.path + "/format", "spool 2\n")
            for command in [["submit", "true"], ["supervise", "--once"]] {
                let result = try await spool.run(bytes: command.map(\.bytes))
                #expect(result.code == 1)
                #expect(result.errorText.contains("spool 2"))
            }
            #expect(spool.allJobs == [1] && spool.state(of: 1) == "queued")
        }
    }

    @Test func `a configuration that is refused keeps jobs from starting, and says what may stand there`() async throws
    {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            for content in ["slots=0\n", "slots=two\n", "slots\n", "slot=2\n", "slots=1\nslots=2\n"] {
                try writeFile(spool.path + "/config", content)
                let result = try await spool.run("supervise", "--once")
                #expect(result.code == 1)
                #expect(result.errorText.contains("config") && result.errorText.contains("slots=2"))
            }
            #expect(spool.state(of: 1) == "queued")
        }
    }
}
