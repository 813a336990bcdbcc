import Glibc
import SpoolModel
import SystemCalls

/// Jobs on a file system that is full again and again: once without room, once without inodes.
struct Full {
    let bench: Bench
    let options: LongOptions

    func run() throws -> [String] {
        try run("24 MB", ["-N", "16384"], byFiles: false) + run("6000 inodes", ["-N", "6000"], byFiles: true)
    }

    private func run(_ kind: String, _ format: [String], byFiles: Bool) throws -> [String] {
        let disk = try SmallDisk(in: bench, size: "24M", format: format, options: "")
        defer { disk.takeAway(bench) }
        bench.spool = bench.base / "disk/spool"
        try bench.clear()
        try bench.require("submit", "true")
        let supervisor = try bench.start(
            ["sh", "-c", "exec \(bench.program) supervise --slots 4"], files: "supervisor")
        let (acknowledged, refusals, other) = try submit(byFiles)
        let drained = try bench.run(
            ["sh", "-c", "\(bench.program) wait all > /dev/null; test $? -lt 4"], limit: 300_000)
        kill(supervisor, SIGTERM)
        _ = try waitForChild(supervisor)
        var violations = other
        if !drained.isSuccess { violations.append("not every job ended: \(drained.error)") }
        violations += try judge(acknowledged)
        try StandardStream.output.write(
            Array("\(kind): \(acknowledged.count) jobs, \(refusals) refusals, \(violations.count) violations\n".utf8))
        try bench.endAllProcesses()
        return violations
    }

    /// Submits until there are enough jobs, while the disk is filled and emptied; the ids, how often it was refused, and what else was said.
    private func submit(_ byFiles: Bool) throws -> (ids: [UInt64], refusals: Int, other: [String]) {
        var ids: [UInt64] = []
        var refusals = 0
        var other: [String] = []
        let line = """
            echo start $SPOOL_JOB_ID.$SPOOL_ATTEMPT >> \(bench.notes); head -c 8000 /dev/zero; s=$?; \
            echo $SPOOL_JOB_ID $s >> \(bench.base)/codes; exit $s
            """
        var round = 0
        while ids.count < options.count {
            round += 1
            // It is full for every second hundred of tries.
            if round % 200 == 100 { try fill(byFiles) }
            if round % 200 == 0 { try empty() }
            let result = try bench.run(["sh", "-c", "exec \(bench.program) submit -c '\(line)'"])
            ids += result.printedIDs
            if result.isSuccess { continue }
            refusals += 1
            if !result.error.contains("no space left on device") || !result.error.contains("Nothing was queued") {
                other.append("submit said: \(result.error)")
            }
            // A disk may hold so few jobs that none fits any more: then the filling goes earlier.
            if refusals % 50 == 0 { try empty() }
        }
        try empty()
        return (ids, refusals, other)
    }

    private var filling: FilePath { bench.base / "disk/filling" }

    private func fill(_ byFiles: Bool) throws {
        let here = FileDescriptor.workingDirectory
        try here.makeDirectoryIfAbsent(filling)
        if byFiles {
            var number = 0
            while (try? here.open(filling / "\(number)", O_WRONLY | O_CREAT)) != nil { number += 1 }
            return
        }
        var size = 1 << 20
        let file = try here.open(filling / "big", O_WRONLY | O_CREAT | O_APPEND)
        while size > 0 {
            if (try? file.writeAll([UInt8](repeating: 1, count: size))) == nil { size /= 2 }
        }
    }

    private func empty() throws {
        for name in names(in: filling) { try FileDescriptor.workingDirectory.unlink(filling / name) }
    }

    /// Every job that was acknowledged, and no other, has the result that its command had.
    private func judge(_ acknowledged: [UInt64]) throws -> [String] {
        let found = jobs(in: bench.spool)
        var violations: [String] = []
        if Set(found.map(\.id)) != Set(acknowledged + [1]) || found.count != acknowledged.count + 1 {
            violations.append("\(found.count) jobs are there, and \(acknowledged.count + 1) were acknowledged")
        }
        let codes = Dictionary(
            bench.text(of: bench.base / "codes").split(separator: "\n").map { line in
                let parts = line.split(separator: " ")
                return (UInt64(parts[0]) ?? 0, Int32(parts[1]) ?? -1)
            }, uniquingKeysWith: { first, _ in first })
        let starts = bench.text(of: bench.notes).split(separator: "\n")
        if starts.count != Set(starts).count || starts.count != acknowledged.count {
            violations.append("\(acknowledged.count) jobs began \(starts.count) times")
        }
        for job in found where job.id != 1 {
            let content = bench.text(of: bench.spool / job.path / Layout.result(1))
            let result = try? ResultRecord(Array(content.utf8))
            guard let code = codes[job.id], result?.status == .exited(code) else {
                violations.append(
                    "job \(job.id) is \(job.state.word), its result says \(result?.status.map { "\($0)" } ?? "nothing")"
                )
                continue
            }
            if job.state != .finished(code == 0 ? .succeeded : .failed) {
                violations.append("job \(job.id) lies wrong")
            }
        }
        return violations
    }
}
