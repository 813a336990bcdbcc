import Glibc
import SystemCalls
import Testing

/// Promise: when `submit` is killed there is no job or a whole job, and an id that was printed is a job.
@Suite struct SubmitKilledTests {
    @Test func `a submit that is killed at any time leaves no job or a whole one`() async throws {
        try await TestSpool.with { spool in
            let first = try await spool.submit("echo", "whole")
            var printed: [Int] = []
            var killed = 0
            for round in 0..<60 {
                let process = try spool.start([TestSpool.tool, "--spool", spool.path, "submit", "echo", "whole"])
                try await Task.sleep(for: .microseconds(Int.random(in: 0...(round % 2 == 0 ? 12000 : 40000))))
                process.signal(SIGKILL)
                let result = try await process.result()
                if result.status == .signaled(SIGKILL) { killed += 1 }
                if let id = Int(result.outputText.dropLast()) { printed.append(id) }
            }
            try await expectWhole(spool, printed: [first] + printed)
            print("killed \(killed) of 60 submits, \(spool.allJobs.count) jobs")
        }
    }

    @Test func `a batch that is killed at any time leaves whole jobs only`() async throws {
        try await TestSpool.with { spool in
            let first = try await spool.submit("echo", "whole")
            try writeFile(spool.base + "/batch", String(repeating: "echo whole\n", count: 200))
            var printed: [Int] = []
            for _ in 0..<25 {
                let process = try spool.start(
                    [TestSpool.tool, "--spool", spool.path, "submit", "--batch", spool.base + "/batch"])
                try await Task.sleep(for: .microseconds(Int.random(in: 0...60000)))
                process.signal(SIGKILL)
                printed += try await process.result().outputText.split(separator: "\n").compactMap { Int($0) }
            }
            try await expectWhole(spool, printed: [first] + printed)
        }
    }

    /// Every job that is there runs to success, every printed one is there, and what else was built is swept away.
    private func expectWhole(_ spool: TestSpool, printed: [Int]) async throws {
        let jobs = spool.allJobs
        #expect(Set(printed).isSubset(of: jobs))
        #expect(Set(printed).count == printed.count)
        let result = try await spool.run("supervise", "--drain", "--slots", "4")
        #expect(result.code == 0 && result.error == [])
        #expect(spool.jobs(in: "succeeded") == jobs)
        for id in jobs { #expect(spool.output(of: id) == "whole\n") }
        #expect(namesIn(spool.path + "/tmp") == [])
    }

    @Test func `what a killed submitter was building is swept by the next supervisor, and nothing else is`()
        async throws
    {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            let temporary = spool.path + "/tmp/"
            for name in ["submit-1-0", "submit-2-0", "pruned-1", "mine", "submit"] {
                try makeDirectory(temporary + name)
                try writeFile(temporary + name + "/job", "job=1\0")
            }
            try writeFile(temporary + "file", "mine")
            let builder = try FileDescriptor.workingDirectory.openDirectory(FilePath(temporary + "submit-2-0"))
            #expect(try builder.tryLock())
            _ = try await spool.run("supervise", "--drain")
            #expect(namesIn(temporary) == ["file", "mine", "submit", "submit-2-0"])
            #expect(readText(temporary + "mine/job") == "job=1\0")
        }
    }
}
