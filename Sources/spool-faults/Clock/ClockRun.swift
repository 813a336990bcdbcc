import Glibc
import SpoolModel
import SystemCalls

/// A supervisor and shepherds whose wall clock is set by ten years again and again, while jobs run, wait and fail.
struct ClockRun {
    let bench: Bench
    let options: LongOptions
    private static let decade: Int64 = 10 * 365 * 86_400

    /// What was violated in so many rounds of one supervisor.
    func run() throws -> [String] {
        try bench.clear()
        let clock = try SteppedClock(in: bench)
        try clock.set(Self.decade)
        if try !clock.run(["submit", "true"]).isSuccess {
            throw SweepError("nothing can be submitted under another clock.")
        }
        let before = WallClock.milliseconds / 1000
        let record = try Spool(at: bench.spool).job(JobID(1)).record()
        if record.submittedMilliseconds / 1000 < before + Self.decade - 60 {
            throw SweepError("the programs are linked statically, and keep their clock: take a debug build.")
        }
        try clock.set(0)
        let supervisor = try bench.start(
            ["sh", "-c", "exec \(clock.tool) --spool \(bench.spool) supervise --slots 4"],
            variables: clock.variables, files: "supervisor")
        var chance = Chance(seed: options.seed)
        var violations: [String] = []
        var steps = 0
        for number in 1...options.count {
            var round = ClockRound(bench: bench, clock: clock)
            steps += try round.run(&chance, decade: Self.decade)
            violations += round.violations.map { "round \(number): \($0)" }
        }
        kill(supervisor, SIGTERM)
        if try waitForChild(supervisor) != .exited(0) { violations.append("the supervisor did not end by itself") }
        let said = bench.text(of: bench.base / "supervisor.err")
        if !said.isEmpty { violations.append("the supervisor said: \(said)") }
        let found = jobs(in: bench.spool).count
        if found != options.count * ClockRound.Kind.allCases.count + 1 { violations.append("\(found) jobs are left") }
        try StandardStream.output.write(
            Array("\(options.count) rounds, \(steps) steps of the clock, \(found) jobs\n".utf8))
        return violations
    }
}
