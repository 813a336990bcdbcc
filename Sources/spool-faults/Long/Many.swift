import Glibc
import SpoolModel
import SystemCalls

/// Many programs on one spool for a time: supervisors and shepherds that are killed, submitters, readers, and who cancels.
struct Many {
    let bench: Bench
    let options: LongOptions
    private static let slots = 4

    /// What was violated.
    func run() throws -> [String] {
        try bench.clear()
        try bench.submit(bench.mixedJob(seconds: "0.01"))
        let stop = bench.base / "stop"
        var children: [pid_t] = []
        for number in 0..<8 {
            let options = number % 2 == 0 ? "" : "--on-loss requeue"
            let line = bench.mixedJob(seconds: "0.0\(number)")
            children.append(
                try loop(
                    "submitter-\(number)",
                    "\(bench.program) submit \(options) -c '\(line)' || echo refused >&2; sleep 0.2"))
        }
        for number in 0..<4 {
            let known = "id=$(cat submitter-\(number).out | tail -n 1); [ -z \"$id\" ] ||"
            children.append(
                try loop(
                    "reader-\(number)",
                    "\(known) \(bench.program) status $id > /dev/null; \(bench.program) status all > /dev/null"))
        }
        children.append(
            try loop(
                "canceller",
                "id=$(tail -n 1 submitter-3.out); [ -z \"$id\" ] || \(bench.program) cancel --grace 50ms $id; sleep 0.5"
            ))
        let alive = try disturb()
        try FileDescriptor.workingDirectory.open(stop, O_WRONLY | O_CREAT).writeAll([])
        for child in children { _ = try waitForChild(child) }
        let drained = try bench.run(
            ["sh", "-c", "\(bench.program) supervise --drain --slots \(Self.slots)"], limit: 600_000)
        var violations = alive
        if !drained.isSuccess { violations.append("the last supervisor said: \(drained.error)") }
        return try violations + judge()
    }

    private func loop(_ name: String, _ body: String) throws -> pid_t {
        try bench.start(["sh", "-c", "while [ ! -e stop ]; do \(body); done"], files: name)
    }

    /// Sixteen supervisors, of which one is killed and started again and again; the attempts that were alive beyond the slots.
    private func disturb() throws -> [String] {
        var chance = Chance(seed: options.seed)
        var violations: [String] = []
        var supervisors: [pid_t] = []
        let end = SteadyClock.microseconds + Int64(options.seconds) * 1_000_000
        while SteadyClock.microseconds < end {
            while supervisors.count < 16 { supervisors.append(try startSupervisor()) }
            rest(milliseconds: chance.next(below: 100))
            if chance.next(below: 4) == 0 { bench.killSomeShepherd(&chance) }
            let unlucky = supervisors.remove(at: Int(chance.next(below: 16)))
            kill(-unlucky, SIGKILL)
            _ = try waitForChild(unlucky)
            violations += Reader.count(in: bench.spool, Self.slots)
        }
        for supervisor in supervisors {
            kill(-supervisor, SIGKILL)
            _ = try waitForChild(supervisor)
        }
        return violations
    }

    /// The one that finds another at work ends at once, so each tries again and again.
    private func startSupervisor() throws -> pid_t {
        try bench.start(
            ["sh", "-c", "while :; do \(bench.program) supervise --slots \(Self.slots) & wait $!; sleep 0.3; done"],
            files: "supervisor")
    }

    private func judge() throws -> [String] {
        let submitters = (0..<8).map { FilePath("submitter-\($0)") }
        let acknowledged = submitters.flatMap { bench.ids(in: bench.base / ($0.appending(".out"))) }
        let audit = Audit(bench: bench) { id, record in
            let own: Outcome = id % 3 == 0 ? .failed : .succeeded
            return Expectation(
                outcomes: [own, .lost, .cancelled], exitCode: own == .failed ? 3 : 0,
                attempts: record.onLoss == .requeue ? 3 : 1)
        }
        var violations = try audit.violations(acknowledged: acknowledged + [1])
        for name in submitters + (0..<4).map({ FilePath("reader-\($0)") }) + ["canceller"] {
            // The one that cancels may come too late, as it is told then.
            let said = bench.text(of: bench.base / name.appending(".err")).split(separator: "\n")
                .filter { !$0.contains("has ended already") }.joined(separator: "\n")
            if !said.isEmpty { violations.append("\(name) was told: \(said.prefix(500))") }
        }
        try StandardStream.output.write(Array("\(acknowledged.count) jobs acknowledged\n".utf8))
        return violations
    }
}

extension FilePath {
    fileprivate func appending(_ ending: String) -> FilePath { FilePath(bytes: bytes + ending.utf8) }
}
