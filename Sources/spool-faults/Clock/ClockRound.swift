import SpoolModel
import SystemCalls

/// Jobs of every kind that has to do with time, and steps of the clock while they are there.
struct ClockRound {
    private let bench: Bench
    private let clock: SteppedClock
    private var ids: [Kind: UInt64] = [:]
    private(set) var violations: [String] = []

    init(bench: Bench, clock: SteppedClock) {
        self.bench = bench
        self.clock = clock
    }

    /// What a job has to do with time.
    enum Kind: CaseIterable {
        /// Ends long before its time limit.
        case limited
        /// Ends by its time limit of 1 s.
        case endless
        /// Fails, and is run again twice, 1 s later each.
        case failing
        /// Starts in an hour.
        case soon
        /// Starts in the year 2090.
        case late
    }

    private static let late = "2090-01-01T00:00:00Z"
    private static let toLate: Int64 = 80 * 365 * 86_400

    /// Submits, steps, and waits for the end of all; how many steps there were.
    mutating func run(_ chance: inout Chance, decade: Int64) throws -> Int {
        try clock.set(0)
        for kind in Kind.allCases { try submit(kind) }
        let steps = 4 + Int(chance.next(below: 8))
        var hasLeapt = false
        for _ in 0..<steps {
            rest(milliseconds: chance.next(below: 500))
            let years = chance.next(below: 3) - 1
            if !hasLeapt, hasStarted(.soon) { violations.append("a job started an hour early") }
            hasLeapt = hasLeapt || years > 0
            try clock.set(years * decade)
            if years < 0 { try prune() }
        }
        if hasStarted(.late) { violations.append("a job started decades early") }
        try clock.set(decade)
        try wait(for: [.limited, .endless, .failing, .soon])
        if hasStarted(.late) { violations.append("a job started decades early") }
        try clock.set(Self.toLate)
        try wait(for: [.late])
        for (kind, id) in ids { judge(kind, id) }
        return steps + 3
    }

    private mutating func submit(_ kind: Kind) throws {
        let words: [String]
        let body: String
        switch kind {
        case .limited: (words, body) = (["--timeout", "60s"], "sleep 1")
        case .endless: (words, body) = (["--timeout", "1s", "--grace", "100ms"], "sleep 600")
        case .failing: (words, body) = (["--retries", "2", "--delay", "1s"], "exit 3")
        case .soon: (words, body) = (["--in", "1h"], ":")
        case .late: (words, body) = (["--at", Self.late], ":")
        }
        let line = bench.job("read up rest < /proc/uptime; echo up $SPOOL_JOB_ID $up >> \(bench.notes); \(body)")
        let result = try clock.run(["submit"] + words + ["-c", line])
        guard result.isSuccess, let id = result.printedIDs.first else {
            throw SweepError("a job was not submitted: \(result.error)")
        }
        ids[kind] = id
    }

    /// What ended has ended in the future, as the clock has it now, and is not old.
    private mutating func prune() throws {
        let result = try clock.run(["prune", "--older-than", "1d"])
        if !result.isSuccess { violations.append("prune said: \(result.error)") }
    }

    private func hasStarted(_ kind: Kind) -> Bool {
        guard let id = ids[kind] else { return false }
        return bench.text(of: bench.notes).contains("start \(id).")
    }

    private mutating func wait(for kinds: [Kind]) throws {
        let wanted = Set(kinds.compactMap { ids[$0] })
        let end = SteadyClock.microseconds + 30_000_000
        while true {
            // One that moves on while the folders are read may be seen in none of them.
            let ended = Set(jobs(in: bench.spool).filter(\.state.isFinished).map(\.id))
            if ended.isSuperset(of: wanted) { return }
            if SteadyClock.microseconds > end {
                violations += wanted.subtracting(ended).sorted().map { "job \($0) has not ended after 30 s" }
                return
            }
            rest(milliseconds: 10)
        }
    }

    private mutating func judge(_ kind: Kind, _ id: UInt64) {
        let found = jobs(in: bench.spool).filter { $0.id == id }
        let expected: (outcome: Outcome, attempts: Int) =
            switch kind {
            case .limited, .soon, .late: (.succeeded, 1)
            case .endless: (.timedOut, 1)
            case .failing: (.failed, 3)
            }
        if found.map(\.state) != [.finished(expected.outcome)] {
            violations.append("the \(kind) job \(id) is \(found.map(\.state.word))")
        }
        let notes = bench.text(of: bench.notes).split(separator: "\n")
        let starts = notes.count { $0.hasPrefix("start \(id).") }
        if starts != expected.attempts { violations.append("the \(kind) job \(id) was started \(starts) times") }
        guard let job = found.first else { return }
        let content = bench.text(of: bench.spool / job.path / Layout.result(expected.attempts))
        guard let measured = (try? ResultRecord(Array(content.utf8)))?.measured else {
            violations.append("the \(kind) job \(id) has no whole result")
            return
        }
        let least: Int64 = kind == .limited || kind == .endless ? 1_000_000 : 0
        if !(least...30_000_000).contains(measured.wallMicroseconds) {
            violations.append("the \(kind) job \(id) took \(measured.wallMicroseconds) µs")
        }
        // Hundredths of a second.
        let ups = notes.filter { $0.hasPrefix("up \(id) ") }.compactMap {
            $0.split(separator: " ").last.flatMap { Double($0) }
        }
        for (first, next) in zip(ups, ups.dropFirst()) where next - first < 0.98 || next - first > 30 {
            violations.append("job \(id) was run again after \(next - first) s")
        }
    }
}
