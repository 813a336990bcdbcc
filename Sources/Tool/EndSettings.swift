import CommandLineSyntax
import SpoolModel

/// What ends a job, and what follows: options that `submit` and `run` have in common.
struct EndSettings: Sendable {
    var timeout: Duration?
    var grace: Duration?
    var retries: Int?
    var delay: Duration?
    var backoffPercent: Int?
    var isJittered = false
    var causes: [RetryRule.Cause]?

    static let options: [OptionSyntax<EndSettings>] = [
        .option(
            "timeout", value: "TIME", as: .timeLimit,
            help: "End the command if it takes longer, as 'spool cancel' does; the job is then timed-out."
        ) { $0.timeout = $1 },
        .option(
            "grace", value: "TIME", as: .grace,
            help: "Time between SIGTERM and SIGKILL, for --timeout and for 'spool cancel'; 10 s unless given."
        ) { $0.grace = $1 },
        .option(
            "retries", value: "N", as: .integer(in: 1...RetryRule.mostRetries),
            help:
                "Run the command again if it fails or takes too long, N times at most. An array runs the tasks that failed again when all others have ended."
        ) { $0.retries = $1 },
        .option("delay", value: "TIME", as: .delay, help: "Wait so long before it is run again.") { $0.delay = $1 },
        .option(
            "backoff", value: "X", as: .backoff, help: "Make each delay X times as long as the one before, such as 2."
        ) { $0.backoffPercent = $1 },
        .flag("jitter", help: "Make the delays differ: each is between half and all of its length.") {
            $0.isJittered = true
        },
        .option(
            "retry-on", value: "CODE,...", as: .causes,
            help: "Run it again only after these exit codes or ranges of them, 'signal', 'timed-out'."
        ) { $0.causes = $1 },
    ]

    func apply(to record: inout JobRecord) {
        record.limits.timeoutMilliseconds = timeout?.milliseconds
        record.limits.graceMilliseconds = grace?.milliseconds
        record.retry = retry
    }

    private var retry: RetryRule? {
        guard let retries else { return nil }
        var rule = RetryRule(retries: retries)
        rule.delayMilliseconds = delay?.milliseconds ?? 0
        rule.backoffPercent = backoffPercent ?? 100
        rule.isJittered = isJittered
        rule.causes = causes
        return rule
    }

    /// Refuses what says how to retry where nothing is retried.
    func check() throws(UsageProblem) {
        if retries != nil { return }
        if delay != nil { throw .refused("'--delay' goes with '--retries'.") }
        if backoffPercent != nil { throw .refused("'--backoff' goes with '--retries'.") }
        if isJittered { throw .refused("'--jitter' goes with '--retries'.") }
        if causes != nil { throw .refused("'--retry-on' goes with '--retries'.") }
    }
}

extension ValueParser<Duration> {
    /// How long something may take, within what a record may hold.
    static var timeLimit: Self {
        Self { bytes throws(ValueError) in
            let limit = try Self.duration.parse(bytes)
            guard (1...JobLimits.longestTime).contains(limit.milliseconds) else {
                throw ValueError(expected: "at least 1ms, and 366 days at most")
            }
            return limit
        }
    }
}

extension ValueParser<Duration> {
    /// The time before a further attempt.
    static var delay: Self {
        Self { bytes throws(ValueError) in
            let delay = try Self.duration.parse(bytes)
            if delay.milliseconds > RetryRule.longestDelay { throw ValueError(expected: "30 days at most") }
            return delay
        }
    }
}

extension ValueParser<Int> {
    /// By what each delay grows, as percents.
    static var backoff: Self {
        Self(expected: "a number from 1 to 10, such as 2 or 1.5") { bytes in
            hundredths(bytes).flatMap { RetryRule.backoffPercents.contains($0) ? $0 : nil }
        }
    }

    /// A number with at most two digits behind the point.
    static func hundredths(_ bytes: [UInt8]) -> Int? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isDigit = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard parts.count <= 2, parts.allSatisfy({ $0.allSatisfy(isDigit.contains) }),
            let whole = parts.first.flatMap({ Int(ascii: $0) }), whole < 1000
        else { return nil }
        guard parts.count == 2 else { return whole * 100 }
        guard (1...2).contains(parts[1].count), let fraction = Int(ascii: parts[1]) else { return nil }
        return whole * 100 + (parts[1].count == 1 ? fraction * 10 : fraction)
    }
}

extension ValueParser<[RetryRule.Cause]> {
    /// What is followed by another attempt.
    static var causes: Self {
        Self(expected: "exit codes from 1 to 255 and ranges of them, 'signal', 'timed-out'") { RetryRule.causes($0) }
    }
}
