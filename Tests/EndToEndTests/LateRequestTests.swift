import Glibc
import SystemCalls
import Testing

/// Promise: what a user asks for while a job is on its way from one place to another is done all the same.
@Suite(.enabled(if: Interruption.isPossible, "needs strace"))
struct LateRequestTests {
    /// Symptom: the array lay in `held` for ever, and nothing of it was held; or it was said to be held, and was cancelled.
    @Test(arguments: [["release", "1.2"], ["cancel", "1.2"], ["cancel", "1"]])
    func `an array that is about to be held hears of it`(request: [String]) async throws {
        try await TestSpool.with { spool in
            let id = try await startArrayWithHeldTask(spool)
            try await spool.disturbShepherd(of: id, slowMove(of: id))
            try writeFile(spool.base + "/go", "")
            try await eventually("it is about to be moved") { fileExists(spool.path + "/held/0") }
            #expect(try await spool.run(bytes: request.map(\.bytes)).code == 0)
            try await eventually("it ends") { spool.state(of: id) != "running" && spool.state(of: id) != "held" }
            #expect(try await spool.outcome(of: id) == (request[0] == "release" ? "succeeded" : "cancelled"))
            #expect(fileExists(spool.base + "/ran.2") == (request[0] == "release"))
        }
    }

    /// Symptom: the same where the request took long to write, and the array was held meanwhile.
    @Test func `a task is cancelled while its array is held`() async throws {
        try await TestSpool.with { spool in
            let id = try await startArrayWithHeldTask(spool)
            let cancel = try spool.start(
                ["cancel", "\(id).2"], with: Disturbance("fsync", "delay_enter=1500000:when=1"))
            try await eventually("the request is being written") {
                namesIn(spool.path + "/running/\(id)").contains { $0.hasPrefix("cancel.2.new") }
            }
            try writeFile(spool.base + "/go", "")
            #expect(try await cancel.result().code == 0)
            #expect(try await spool.outcome(of: id) == "cancelled")
        }
    }

    /// Symptom: it lay in `delayed` with the request until the delay was over.
    @Test(arguments: [false, true])
    func `a job that is about to be delayed is cancelled`(isShepherdKilledBehindMove: Bool) async throws {
        try await TestSpool.with { spool in
            let line = "touch begun; until [ -e go ]; do sleep 0.05; done; exit 1"
            let id = try await spool.submit(line: line, "--retries", "1", "--delay", "1d")
            try await spool.supervise()
            try await eventually("it runs") { fileExists(spool.base + "/begun") }
            if isShepherdKilledBehindMove {
                let kill = Disturbance("openat", "signal=KILL:when=1", at: "cancel")
                try await spool.disturbShepherd(of: id, slowMove(of: id), kill)
            } else {
                try await spool.disturbShepherd(of: id, slowMove(of: id))
            }
            try writeFile(spool.base + "/go", "")
            try await eventually("it is about to be moved") { spool.file("delay.1", of: id) != nil }
            #expect(try await spool.run("cancel", "\(id)").code == 0)
            try await spool.wait(for: id, toBe: "cancelled")
        }
    }

    /// Symptom: nothing waited for where the first job had gone, whose shard was removed before the second one came.
    @Test func `a batch whose shard is gone amid its moves waits for the whole disk`() async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            try writeFile(spool.base + "/lines", "true\ntrue\n")
            // The ids, the first job, the second one; and one sync of the whole disk before them.
            let batch = try spool.start(
                ["submit", "--hold", "--batch", spool.base + "/lines"],
                with: Disturbance("renameat", "delay_enter=1500000:when=3"), Disturbance("syncfs", "delay_enter=1"))
            try await eventually("the first job is held") { fileExists(spool.path + "/held/0/2") }
            try await spool.execute("mv", spool.path + "/held/0/2", spool.base)
            #expect(rmdir(spool.path + "/held/0") == 0)
            #expect(try await batch.result().code == 0)
            #expect(spool.state(of: 3) == "held")
            #expect(spool.disturbances.split(separator: "\n").count { $0.contains("syncfs(") } == 2)
        }
    }

    /// Symptom: a supervisor started jobs beside the sentence that the spool is paused.
    @Test func `a spool that is paused while a supervisor begins starts nothing`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit("true")
            let supervisor = try spool.start(
                ["supervise"], with: Disturbance("inotify_init1", "delay_enter=5000000"))
            try await eventually("it is there") {
                let lock = try? FileDescriptor.workingDirectory.open(FilePath(spool.path + "/supervisor.lock"), O_RDWR)
                return (try? lock?.isRecordLockedByOther()) == true
            }
            #expect(try await spool.run("pause").code == 0)
            #expect(try await spool.run("ping", "--timeout", "30s").code == 0)
            #expect(spool.state(of: id) == "queued")
            kill(try #require(spool.supervisor["pid"].flatMap { pid_t($0) }), SIGTERM)
            #expect(try await supervisor.result().code == 0)
        }
    }

    /// An array of which task 1 runs until there is a file `go`, and task 2 is held.
    private func startArrayWithHeldTask(_ spool: TestSpool) async throws -> Int {
        let line = "until [ -e go ]; do sleep 0.05; done; touch ran.{}"
        let id = try await spool.submit(line: line, "--array", "1-2", "--max-running", "1")
        try await spool.supervise()
        try await eventually("a task runs") { !spool.children(ofShepherdOf: id).isEmpty }
        #expect(try await spool.run("hold", "\(id).2").code == 0)
        return id
    }

    /// Has a job wait a while before its shepherd moves it away from `running`.
    private func slowMove(of id: Int) -> Disturbance {
        Disturbance("renameat", "delay_enter=1500000", at: "running/\(id)")
    }
}
