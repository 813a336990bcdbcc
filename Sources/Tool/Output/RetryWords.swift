import SpoolModel

extension Words {
    /// When a job is run again: `5 times, after 10s, each delay 200% of the one before, on 75,signal`.
    static func retry(_ rule: RetryRule) -> String {
        var parts = [rule.retries == 1 ? "once" : "\(rule.retries) times"]
        if rule.delayMilliseconds > 0 { parts.append("after \(duration(milliseconds: rule.delayMilliseconds))") }
        if rule.backoffPercent > 100 { parts.append("each delay \(rule.backoffPercent)% of the one before") }
        if rule.isJittered { parts.append("with jitter") }
        if let causes = rule.causesText { parts.append("on \(causes)") }
        return parts.joined(separator: ", ")
    }
}

extension JSON {
    /// The fields of a record that say when a job is run again.
    static func retry(_ rule: RetryRule) -> JSON {
        .object([
            ("retries", .number(Int64(rule.retries))),
            ("delay_ms", .number(rule.delayMilliseconds)),
            ("backoff_percent", .number(Int64(rule.backoffPercent))),
            ("jitter", .bool(rule.isJittered)),
            ("retry_on", .optional(rule.causesText, JSON.text)),
        ])
    }
}
