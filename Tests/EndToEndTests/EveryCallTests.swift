import Glibc
import SystemCalls
import Testing

/// Each program is killed just before each of its system calls that change anything, and the promises hold.
@Suite(.enabled(if: Interruption.isPossible, "needs strace"))
struct EveryCallTests {
    @Test(arguments: [["echo", "whole"], ["--script", "whole.sh"]])
    func `submit, killed at any of its calls, leaves no job or a whole one`(job: [String]) async throws {
        try await TestSpool.with { spool in
            try writeFile(spool.base + "/whole.sh", "#!/bin/sh\necho whole\n")
            _ = try await spool.submit(bytes: job.map(\.bytes))
            var run = 0
            var result: ToolResult?
            let points = try await Interruption.eachPoint { interruption in
                // Another environment each time, so that every call that stores one is made.
                run += 1
                result = try await spool.start(
                    interruption.prefix + [TestSpool.tool, "--spool", spool.path, "submit"] + job,
                    environment: spool.environment + ["RUN=\(run)".bytes]
                ).result()
            } check: {
                if let id = result.flatMap({ Int($0.outputText.dropLast()) }) {
                    #expect(spool.state(of: id) == "queued")
                }
            }
            #expect(points > 15)
            try await spool.drain()
            #expect(spool.jobs(in: "succeeded") == spool.allJobs)
            for id in spool.allJobs { #expect(spool.output(of: id) == "whole\n") }
            #expect(namesIn(spool.path + "/tmp") == [])
        }
    }

    @Test func `the making of a spool, killed at any of its calls, can be done again`() async throws {
        try await TestSpool.with { spool in
            let points = try await Interruption.eachPoint { interruption in
                try await spool.execute("rm", "-rf", spool.path)
                let command = [TestSpool.tool, "--spool", spool.path, "submit", "true"]
                _ = try await spool.start(interruption.prefix + command).result()
            } check: {
                let id = try await spool.submit("true")
                #expect(id <= 2)
                try await spool.drain()
                #expect(spool.state(of: id) == "succeeded")
            }
            #expect(points > 25)
        }
    }

    @Test func `supervise, killed at any of its calls, loses no job and runs none twice`() async throws {
        try await TestSpool.with { spool in
            var last = 0
            let points = try await Interruption.eachPoint { interruption in
                last = try await spool.submit(line: "echo $SPOOL_JOB_ID >> notes")
                let command = [TestSpool.tool, "--spool", spool.path, "supervise", "--drain"]
                _ = try await spool.start(interruption.prefix + command).result()
            } check: {
                try await spool.drain()
                #expect(spool.state(of: last) == "succeeded")
            }
            #expect(points > 10)
            #expect(readLines(spool.base + "/notes").compactMap { Int($0) } == Array(1...last))
        }
    }

    @Test(arguments: ["report", "requeue"])
    func `a shepherd, killed at any of its calls, loses no job`(onLoss: String) async throws {
        try await TestSpool.with { spool in
            var last = 0
            var outcomes: [String: Int] = [:]
            let points = try await Interruption.eachPoint { interruption in
                last = try await spool.submit(line: "echo $SPOOL_JOB_ID >> notes", "--on-loss", onLoss)
                try await interruption.superviseOnce(spool)
            } check: {
                try await spool.drain()
                let outcome = try #require(spool.state(of: last))
                let starts = readLines(spool.base + "/notes").filter { $0 == "\(last)" }.count
                outcomes[outcome, default: 0] += 1
                if onLoss == "requeue" {
                    #expect(outcome == "succeeded" && (1...2).contains(starts))
                } else {
                    #expect(outcome == "succeeded" && starts == 1 || outcome == "lost" && starts <= 1)
                }
                #expect(namesIn(spool.path + "/running") == [])
            }
            #expect(points > 5)
            #expect(outcomes.keys.contains("lost") == (onLoss == "report"))
        }
    }

    @Test func `a shepherd that puts a job off until its next attempt, killed at any of its calls, loses no job`()
        async throws
    {
        try await TestSpool.with { spool in
            var last = 0
            let points = try await Interruption.eachPoint { interruption in
                last = try await spool.submit(
                    line: "[ $SPOOL_ATTEMPT -ge 2 ]", "--retries", "4", "--delay", "20ms", "--on-loss", "requeue")
                try await interruption.superviseOnce(spool)
            } check: {
                try await spool.drain()
                #expect(spool.state(of: last) == "succeeded")
                #expect(namesIn(spool.path + "/running") == [])
                #expect(spool.jobs(in: "delayed") == [])
            }
            #expect(points > 7)
        }
    }

    @Test func `of a job whose shepherd is killed at any of its calls somebody is told`() async throws {
        try await TestSpool.with { spool in
            var last = 0
            let points = try await Interruption.eachPoint { interruption in
                last = try await spool.submit("--notify", "echo $SPOOL_JOB_ID $SPOOL_OUTCOME >> ends", "true")
                try await interruption.superviseOnce(spool)
            } check: {
                try await spool.drain()
                let id = last
                let outcome = try #require(spool.state(of: id))
                try await eventually("somebody is told of job \(id)") {
                    readLines(spool.base + "/ends").contains("\(id) \(outcome)")
                        && spool.fields("told", of: id)["notify"] == "told"
                        && namesIn(spool.path + "/untold") == []
                }
            }
            #expect(points > 7)
        }
    }

    @Test func `retry, killed at any of its calls, leaves the job as it was or queued`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(line: "echo $SPOOL_ATTEMPT >> notes; exit 3")
            try await spool.drain()
            var attempts = 1
            let points = try await Interruption.eachPoint { interruption in
                let command = [TestSpool.tool, "--spool", spool.path, "retry", "\(id)"]
                _ = try await spool.start(interruption.prefix + command).result()
            } check: {
                if spool.state(of: id) == "queued" { attempts += 1 }
                let check = try await spool.run("check", "--repair")
                #expect(check.code == 0, "\(check.outputText)")
                try await spool.drain()
                #expect(spool.state(of: id) == "failed")
                #expect(readLines(spool.base + "/notes").compactMap { Int($0) } == Array(1...attempts))
            }
            #expect(points > 5)
        }
    }

    @Test func `a shepherd that buries a job, killed at any of its calls, is followed by another one`() async throws {
        try await TestSpool.with { spool in
            var last = 0
            let points = try await Interruption.eachPoint { interruption in
                last = try await spool.submit(line: "sleep 1000 & setsid sleep 1000 & exec sleep 1000")
                let supervisor = try await spool.supervise()
                try await spool.command(of: last)
                try await supervisor.end()
                try await spool.killShepherd(of: last)
                try await interruption.superviseOnce(spool)
            } check: {
                try await spool.drain()
                #expect(spool.state(of: last) == "lost")
                #expect(spool.result(of: last)["end"] == "result")
                let mark = "SPOOL_JOB_ID=\(last)".bytes
                #expect(
                    !allProcesses().contains { process in
                        let variables = environmentOfProcess(process.identity.pid) ?? []
                        return !process.isZombie && variables.contains(mark)
                            && variables.contains("SPOOL_DIR=\(spool.path)".bytes)
                    })
            }
            #expect(points > 5)
        }
    }
}

extension Interruption {
    /// Has a supervisor start what fits, with shepherds that are disturbed at one point.
    func superviseOnce(_ spool: TestSpool) async throws {
        let result = try await spool.start([try await tool(in: spool), "--spool", spool.path, "supervise", "--once"])
            .result()
        #expect(result.errorText == "")
    }

    /// A copy of the tool, beside a shepherd that is killed at one point.
    ///
    /// Both are made by other programs: what this one writes can be busy (`ETXTBSY`) for as long as a child of another test, between
    /// its fork and its exec, has a copy of the descriptor.
    private func tool(in spool: TestSpool) async throws -> String {
        let tool = directory + "/spool"
        if !fileExists(tool) {
            try await spool.execute("cp", TestSpool.tool, TestSpool.tool + "-supervisor", directory)
            try await spool.writeProgram(tool + "-shepherd", "#!/bin/sh\n. \"${0%/*}/command\"\n")
        }
        let words = (prefix + [TestSpool.tool + "-shepherd"]).map { "'\($0)'" }.joined(separator: " ")
        try writeFile(directory + "/command", "exec \(words) \"$@\"\n")
        return tool
    }
}
