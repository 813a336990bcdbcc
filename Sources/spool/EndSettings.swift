import CommandLineSyntax
import SpoolModel

/// What ends a job, and what follows: options that `submit` and `run` have in common.
struct EndSettings: Sendable {
    var timeout: Duration?
    var grace: Duration?

    static let options: [OptionSyntax<EndSettings>] = [
        .option(
            "timeout", value: "TIME", as: .timeLimit,
            help: "End the command if it takes longer, as 'spool cancel' does; the job is then timed-out.", \.timeout),
        .option(
            "grace", value: "TIME", as: .grace,
            help: "Time between SIGTERM and SIGKILL, for --timeout and for 'spool cancel'; 10 s unless given.", \.grace),
    ]

    func apply(to record: inout JobRecord) {
        record.limits.timeoutMilliseconds = timeout?.milliseconds
        record.limits.graceMilliseconds = grace?.milliseconds
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
