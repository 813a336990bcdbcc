import SpoolModel
import SystemCalls

/// Whether every job of a long run is where it must be: for runs with so many jobs that each may be looked at once only.
struct Audit {
    let bench: Bench
    /// What may become of a job.
    let expectation: (UInt64, JobRecord) -> Expectation

    /// - Parameter acknowledged: the ids that were printed.
    func violations(acknowledged: [UInt64]) throws -> [String] {
        var violations: [String] = []
        if Set(acknowledged).count != acknowledged.count { violations.append("an id was printed twice") }
        let found = jobs(in: bench.spool)
        let byID = Dictionary(grouping: found, by: \.id)
        violations += Set(acknowledged).subtracting(byID.keys).sorted().map { "job \($0) is gone" }
        violations += byID.filter { $0.value.count > 1 }.map { "job \($0.key) is in several states" }
        let notes = Dictionary(
            grouping: bench.text(of: bench.notes).split(separator: "\n").map(String.init), by: Self.job)
        let spool = try Spool(at: bench.spool)
        let nothing = RunResult(status: nil, output: "", error: "")
        var inspection = Inspection(
            scenario: Scenario(.supervisor, "long", .shepherd, [:]), point: nil, bench: bench, victim: nothing)
        for job in found {
            guard let record = try? spool.job(JobID(job.id)).record() else {
                violations.append("job \(job.id) has no record")
                continue
            }
            inspection.look(at: job, expectation(job.id, record), notes[job.id] ?? [])
        }
        return violations + inspection.violations
    }

    /// The job that a line such as `start 7.1` speaks of.
    private static func job(_ note: String) -> UInt64? {
        note.split(separator: " ").last.flatMap { $0.split(separator: ".").first }.flatMap { UInt64($0) }
    }
}

extension Bench {
    /// The tool, and its shepherd as it is.
    var program: String { "\(tools)/real/spool --spool \(spool)" }

    /// A line for the shell that takes some time, and exits with 3 for each third id.
    func mixedJob(seconds: String) -> String {
        job("sleep \(seconds); s=$((SPOOL_JOB_ID % 3 == 0 ? 3 : 0))").replacing("exit 0", with: "exit $s")
    }

    /// The ids in the whole lines of a file.
    func ids(in file: FilePath) -> [UInt64] {
        text(of: file).split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { UInt64($0) }
    }

    /// Kills one living shepherd of the bench.
    func killSomeShepherd(_ chance: inout Chance) {
        let all = allProcesses().filter { process in
            (try? FilePath("/proc/\(process.identity.pid)/exe").linkTarget()) == tools / "real/spool-shepherd"
        }
        // A child of one is a command that is just being started.
        let shepherds = all.filter { process in !all.contains { $0.identity.pid == process.parent } }
        if shepherds.isEmpty { return }
        ProcessHandle(shepherds[Int(chance.next(below: UInt64(shepherds.count)))].identity)?.send(9)
    }
}
