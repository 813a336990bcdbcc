import Glibc
import SystemCalls
import Testing

/// Promise: on a full disk submit refuses and leaves nothing, nothing starts, and results are written as soon as there is room.
@Suite(.enabled(if: SmallFileSystem.isPermitted, "needs the right to mount a file system"))
struct FullDiskTests {
    @Test(arguments: SmallFileSystem.kinds)
    func `submit refuses for want of room, says so, and leaves nothing`(kind: SmallFileSystem) async throws {
        try await kind.withSpool { spool, point in
            _ = try await spool.submit("true")
            let fill = try fillUp(point)
            let before = try await listing(spool)
            for command in [["submit", "echo", "x"], ["submit", "--env", "NEW=1", "echo", "x"]] {
                let result = try await spool.run(bytes: command.map(\.bytes))
                #expect(result.code == 1 && result.output == [])
                #expect(result.errorText.contains("no space left on device"), "\(result.errorText)")
                #expect(result.errorText.contains("Nothing was queued"))
            }
            let batch = try await spool.run(
                "submit", "--batch", "-", input: String(repeating: "true\n", count: 5).bytes)
            #expect(batch.code == 1 && batch.output == [])
            #expect(try await listing(spool) == before)
            try fill.empty()
            _ = try await spool.submit("true")
            try await spool.drain()
            #expect(spool.jobs(in: "succeeded").count == 2)
        }
    }

    @Test(arguments: SmallFileSystem.kinds)
    func `a result waits for room, nothing starts meanwhile, and nobody runs in circles`(
        kind: SmallFileSystem
    ) async throws {
        try await kind.withSpool { spool, point in
            let running = try await spool.submit(line: "while [ ! -e go ]; do sleep 0.05; done; exit 5")
            try writeFile(spool.path + "/config", "slots=2\n")
            try writeFile(spool.path + "/config.more", "slots=4\n")
            let supervisor = try await spool.supervise()
            let command = try await spool.command(of: running)
            let waiting = try await spool.submit(line: "while [ ! -e go ]; do sleep 0.05; done")
            try await spool.command(of: waiting)
            let queued = [try await spool.submit("touch", "started"), try await spool.submit("true")]
            // After an answer no wake of a submit is left that could show it the further slots before the disk is full.
            #expect(try await spool.run("ping").code == 0)
            try renameFile(spool.path + "/config.more", spool.path + "/config")
            let fill = try fillUp(point)
            try writeFile(spool.base + "/go", "")
            try await eventually("the end of the command") { !isAlive(command) }

            try await spool.execute("touch", spool.path + "/wake")
            // Whatever is tried from here on fails, so it is tried less and less often.
            let before = supervisor.contextSwitches
            try await Task.sleep(for: .seconds(3))
            #expect(supervisor.contextSwitches - before < 300)
            #expect(spool.state(of: running) == "running", "an unsaved result keeps its job where it is")
            for id in queued { #expect(spool.file("result.1", of: id) == nil) }
            #expect(!fileExists(spool.base + "/started"))
            #expect(supervisor.status == nil)

            try fill.empty()
            #expect(try await spool.outcome(of: running) == "failed")
            #expect(spool.result(of: running)["exit_code"] == "5")
            #expect(try await spool.outcome(of: waiting) == "succeeded")
            for id in queued { #expect(try await spool.outcome(of: id) == "succeeded") }
            #expect(fileExists(spool.base + "/started"))
        }
    }

    @Test(arguments: SmallFileSystem.kinds)
    func `a job that fills the disk has its result`(kind: SmallFileSystem) async throws {
        try await kind.withSpool { spool, point in
            let id = try await spool.submit(line: "head -c 100000000 /dev/zero; echo $? > go; exit 6")
            try await spool.supervise()
            try await eventually("the command has met the end of the disk") { readText(spool.base + "/go") == "1\n" }
            try await eventually("the end of its command") {
                spool.pids(of: id).command.map { !isAlive($0) } ?? true
            }
            unlink(spool.base + "/go")
            if spool.state(of: id) == "running" {
                truncate("\(spool.path)/running/\(id)/output.1", 0)
            }
            #expect(try await spool.outcome(of: id) == "failed")
            #expect(spool.result(of: id)["exit_code"] == "6")
        }
    }

    private func listing(_ spool: TestSpool) async throws -> String {
        // An id may be used up by a submit that fails, and folders may be there for a job that never came.
        try await spool.execute(
            "find", spool.path, "(", "-path", "*/ids/*", "-prune", ")", "-o", "-type", "f", "-print"
        )
        .outputText
    }

    /// Symptom: prune said that the job is to be cancelled, and cancel that a prune makes room.
    @Test(arguments: SmallFileSystem.kinds.filter { $0.testDescription.hasSuffix("without room") })
    func `the job that fills the disk can be ended, and status says what is the matter`(
        kind: SmallFileSystem
    ) async throws {
        try await kind.withSpool { spool, point in
            let id = try await spool.submit(line: "trap '' TERM; touch begun; while :; do sleep 0.05; done")
            let array = try await spool.submit(line: "touch begun.{}; exec sleep 1000", "--array", "1-2")
            try await spool.supervise("--slots", "3")
            try await eventually("all run") {
                ["begun", "begun.1", "begun.2"].allSatisfy { fileExists(spool.base + "/" + $0) }
            }
            #expect(try await spool.run("cancel", "--grace", "1h", "\(id)").code == 0)
            let fill = try fillUp(point)
            #expect(try await spool.run("status").outputText.contains("The disk is full: jobs wait for room"))
            let refused = try await spool.run("cancel", "\(id)")
            #expect(
                refused.code == 1 && refused.errorText.contains("'spool cancel --grace 0 \(id)' needs room for a name"))
            let command = try await spool.command(of: id)
            for name in ["\(id)", "\(array).2"] {
                let result = try await spool.run("cancel", "--grace", "0", name)
                #expect(result.code == 0, "\(result.errorText)")
            }
            try await eventually("its end") { !isAlive(command) && spool.children(ofShepherdOf: array).count == 1 }
            try fill.empty()
            try await spool.wait(for: id, toBe: "cancelled")
            try await eventually("the end of the task") { spool.tasks(of: array)[2] == "cancelled" }
            let check = try await spool.run("check")
            #expect(check.code == 0, "\(check.outputText)")
            #expect(!(try await spool.run("status").outputText.contains("The disk is full")))
        }
    }

    /// Symptom: one task after the other was started, and failed because there was no room for what it wrote.
    @Test(arguments: SmallFileSystem.kinds.filter { $0.testDescription.hasSuffix("without room") })
    func `an array starts no task that would find no room`(kind: SmallFileSystem) async throws {
        try await kind.withSpool { spool, point in
            let line = "[ {} != 1 ] || { touch begun; until [ -e go ]; do sleep 0.05; done; }; echo result {}"
            let id = try await spool.submit(line: line, "--array", "1-9", "--max-running", "1", "--output", "/dev/null")
            try await spool.supervise()
            try await eventually("the first task runs") { fileExists(spool.base + "/begun") }
            let fill = try fillUp(point)
            try writeFile(spool.base + "/go", "")
            try await eventually("the shepherd has looked") { spool.tasks(of: id)[1] == "succeeded" }
            #expect(try await spool.run("ping").code == 0)
            #expect(spool.tasks(of: id) == [1: "succeeded"])
            try fill.empty()
            #expect(try await spool.outcome(of: id) == "succeeded")
        }
    }
}
