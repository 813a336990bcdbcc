import Glibc
import SpoolModel
import SystemCalls

/// Tries point after point, and keeps count.
struct Sweep {
    let bench: Bench
    let options: SweepOptions
    var summary = Summary()

    init(bench: Bench, options: SweepOptions) {
        self.bench = bench
        self.options = options
    }

    mutating func run(_ scenarios: [Scenario]) throws {
        for scenario in scenarios {
            if let only = options.only {
                if only.scenario == scenario.name { try tryPoints([only], of: scenario) }
                continue
            }
            try tryPoints(try points(of: scenario), of: scenario)
        }
    }

    private mutating func tryPoints(_ points: [Point], of scenario: Scenario) throws {
        summary.begin(scenario.name)
        for point in points {
            let trial = try Trial(scenario, point, bench).run()
            summary.count(trial.wasReached, violations: trial.violations.count)
            for violation in trial.violations { try say("VIOLATION \(point): \(violation)\n") }
            if !trial.violations.isEmpty {
                try say("  again: swift run spool-faults \(point.command) --at '\(point)'\n")
            }
        }
        try say(summary.lastLine + "\n")
    }

    private func say(_ text: String) throws { try StandardStream.output.write(Array(text.utf8)) }

    /// The points of an undisturbed run that the options choose.
    private func points(of scenario: Scenario) throws -> [Point] {
        let trial = try Trial(scenario, nil, bench).run()
        if let violation = trial.violations.first {
            throw SweepError("\(scenario.name) does not work undisturbed: \(violation)")
        }
        let calls = trial.trace.calls
        if calls.isEmpty { throw SweepError("\(scenario.name) was not traced.") }
        let chosen =
            switch options.kind {
            case .kill: calls.enumerated().filter { $1.isOwn || $0 % options.every == 0 }.map(\.element)
            case .error: calls.filter(\.isOwn)
            }
        let named = chosen.filter {
            (options.calls.isEmpty || options.calls.contains($0.name)) && scenario.calls?.contains($0.name) != false
        }
        let points = named.flatMap { call in
            faults.filter { isPossible($0, at: call) }.map {
                Point(scenario: scenario.name, call: call.name, occurrence: call.occurrence, fault: $0)
            }
        }
        guard let limit = options.points, points.count > limit else { return points }
        return (0..<limit).map { points[(2 * $0 + 1) * points.count / (2 * limit)] }
    }

    private func isPossible(_ fault: Fault, at call: Trace.Call) -> Bool {
        guard case .error(let error, let isLasting) = fault else { return true }
        // For good would hit what is only opened to be read as well.
        if error == .EROFS, isLasting, call.opensToWrite { return false }
        return call.mayFail(with: error)
    }

    private var faults: [Fault] {
        switch options.kind {
        case .kill: [.kill]
        case .error: options.errors.flatMap { [.error($0, isLasting: false), .error($0, isLasting: true)] }
        }
    }
}
