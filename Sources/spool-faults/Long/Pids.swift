import Glibc
import SpoolModel
import SystemCalls

/// Shepherds that are killed while the numbers of their processes are given to strangers: there are 100 numbers only.
///
/// Needs Linux 6.14 or later, where each pid namespace has a `pid_max` of its own (`pid_namespaces(7)`).
struct Pids {
    let bench: Bench
    let options: LongOptions
    /// The kernel gives numbers below 300 out only once.
    private static let most = 400
    private static let slots = 3

    func run() throws -> [String] {
        let limit = try FileDescriptor.workingDirectory.open("/proc/sys/kernel/pid_max", O_RDONLY).readAll()
        return Int(ascii: limit.dropLast()) == Self.most ? try runInside() : try runInNamespace()
    }

    /// Runs this program again where numbers are scarce.
    private func runInNamespace() throws -> [String] {
        var system = utsname()
        uname(&system)
        let release = withUnsafeBytes(of: &system.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let version = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
        guard version.count == 2, (version[0], version[1]) >= (6, 14) else {
            throw SweepError("this kernel has one pid_max for all; 6.14 or later is needed.")
        }
        let own = try OwnProcess.executable()
        // The shell is the first process, and takes in what loses its parent.
        let script = """
            echo \(Self.most) > /proc/sys/kernel/pid_max || exit 9
            "\(own)" pids --directory "\(bench.base)" --count \(options.count) --seed \(options.seed); exit $?
            """
        let result = try bench.run(
            ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c", script], limit: 3_600_000)
        try StandardStream.output.write(Array(result.output.utf8))
        return result.isSuccess ? [] : ["in the namespace: \(result.error)"]
    }

    private func runInside() throws -> [String] {
        try bench.clear()
        try bench.submit(bench.mixedJob(seconds: "0.01"))
        let supervisor = try bench.start(
            ["sh", "-c", "exec \(bench.program) supervise --slots \(Self.slots)"], files: "supervisor")
        var chance = Chance(seed: options.seed)
        var strangers: [pid_t] = []
        var violations: [String] = []
        var acknowledged: [UInt64] = [1]
        var numbers: Set<pid_t> = []
        for count in 0..<options.count {
            if count % 200 == 0 { acknowledged += try submitSome() }
            if count % 20 == 0 { bench.killSomeShepherd(&chance) }
            if count % 50 == 0 { try cancelSome() }
            strangers.append(try startStranger(&chance))
            numbers.insert(strangers[strangers.count - 1])
            if strangers.count < 20 { continue }
            let status = try waitForChild(strangers.removeFirst())
            if status != .exited(0) { violations.append("a stranger was ended: \(status)") }
        }
        for stranger in strangers { _ = try waitForChild(stranger) }
        kill(supervisor, SIGTERM)
        _ = try waitForChild(supervisor)
        let drained = try bench.run(
            ["sh", "-c", "\(bench.program) supervise --drain --slots \(Self.slots)"], limit: 600_000)
        if !drained.isSuccess { violations.append("the last supervisor said: \(drained.error)") }
        if bench.decoys.deadOnes > 0 { violations.append("a process of somebody else was ended") }
        let audit = Audit(bench: bench) { id, _ in
            let own: Outcome = id % 3 == 0 ? .failed : .succeeded
            return Expectation(outcomes: [own, .lost, .cancelled], exitCode: own == .failed ? 3 : 0)
        }
        violations += try audit.violations(acknowledged: acknowledged)
        try StandardStream.output.write(
            Array("\(options.count) strangers with \(numbers.count) numbers, \(acknowledged.count) jobs\n".utf8))
        return violations
    }

    /// A process that looks like one of another spool's job.
    private func startStranger(_ chance: inout Chance) throws -> pid_t {
        try bench.start(
            ["sleep", "0.0\(chance.next(below: 10))"],
            variables: ["SPOOL_DIR=\(bench.spool)2", "SPOOL_JOB_ID=1", "SPOOL_ATTEMPT=1"], files: "stranger")
    }

    /// Jobs, as long as few are queued.
    private func submitSome() throws -> [UInt64] {
        if jobs(in: bench.spool).count(where: { $0.state == .queued }) > 10 { return [] }
        let line = bench.mixedJob(seconds: "0.2")
        let batch = "for i in 1 2 3 4 5 6 7 8 9 10; do echo '\(line)'; done"
        return try bench.run(["sh", "-c", "{ \(batch); } | \(bench.program) submit --batch -"]).printedIDs
    }

    private func cancelSome() throws {
        guard let job = jobs(in: bench.spool).first(where: { $0.state == .running }) else { return }
        _ = try bench.run(["sh", "-c", "exec \(bench.program) cancel --grace 20ms \(job.id)"])
    }
}
