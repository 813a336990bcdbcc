import Glibc
import SystemCalls
import Testing

/// Promise: when the supervisor is killed running jobs go on, and the next one takes them over with their real results.
@Suite struct SupervisorKilledTests {
    /// Jobs that note their start and their end in a file, and end with a code of their own.
    private func submitNotingJobs(_ count: Int, to spool: TestSpool, seconds: String) async throws {
        let lines = (1...count).map { number in
            "echo start \(number) >> notes; sleep \(seconds); echo end \(number) >> notes; exit \(number % 5)\n"
        }
        let result = try await spool.run("submit", "--batch", "-", input: lines.joined().bytes)
        #expect(result.code == 0)
    }

    private func expectEachRanOnce(_ count: Int, in spool: TestSpool) {
        let notes = readLines(spool.base + "/notes")
        for number in 1...count {
            #expect(notes.filter { $0 == "start \(number)" }.count == 1)
            #expect(notes.filter { $0 == "end \(number)" }.count == 1)
            #expect(spool.state(of: number) == (number % 5 == 0 ? "succeeded" : "failed"))
            #expect(spool.result(of: number)["exit_code"] == "\(number % 5)")
            #expect(spool.file("pid.2", of: number) == nil)
        }
    }

    @Test func `20 jobs survive the supervisor's death with their real exit statuses`() async throws {
        try await TestSpool.with { spool in
            try await submitNotingJobs(20, to: spool, seconds: "2")
            let supervisor = try await spool.supervise("--slots", "20")
            try await eventually("20 jobs run") { readLines(spool.base + "/notes").count == 20 }
            try await supervisor.end()
            let result = try await spool.run("supervise", "--slots", "20", "--drain")
            #expect(result.code == 0 && result.error == [])
            expectEachRanOnce(20, in: spool)
        }
    }

    @Test func `jobs that end while nobody supervises have their results all the same`() async throws {
        try await TestSpool.with { spool in
            try await submitNotingJobs(4, to: spool, seconds: "0.3")
            let supervisor = try await spool.supervise("--slots", "4")
            for id in 1...4 { try await spool.command(of: id) }
            try await supervisor.end()
            for id in 1...4 { try await spool.outcome(of: id) }
            expectEachRanOnce(4, in: spool)
        }
    }

    @Test func `supervisors that are killed again and again run every job once`() async throws {
        try await TestSpool.with { spool in
            try await submitNotingJobs(80, to: spool, seconds: "0.02")
            for _ in 0..<25 {
                let supervisor = try spool.start(
                    [TestSpool.tool, "--spool", spool.path, "supervise", "--slots", "4"])
                try await Task.sleep(for: .milliseconds(Int.random(in: 5...150)))
                try await supervisor.end()
                #expect(spool.jobs(in: "running").count <= 4)
            }
            let result = try await spool.run("supervise", "--slots", "4", "--drain")
            #expect(result.code == 0 && result.error == [])
            #expect(spool.jobs(in: "lost") == [])
            expectEachRanOnce(80, in: spool)
        }
    }

    @Test func `the cap counts the jobs that a dead supervisor left running`() async throws {
        try await TestSpool.with { spool in
            for _ in 1...6 { _ = try await spool.submit(line: "while [ ! -e go ]; do sleep 0.05; done") }
            for _ in 1...3 {
                let supervisor = try await spool.supervise("--slots", "2")
                for id in 1...2 { try await spool.command(of: id) }
                #expect(spool.jobs(in: "running") == [1, 2])
                try await supervisor.end()
            }
            try writeFile(spool.base + "/go", "")
            #expect(try await spool.run("supervise", "--slots", "2", "--drain").code == 0)
            #expect(spool.jobs(in: "succeeded") == [1, 2, 3, 4, 5, 6])
        }
    }
}
