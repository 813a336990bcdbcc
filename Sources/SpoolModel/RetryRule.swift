import SystemCalls

/// When a job is run again whose attempt did not succeed: fields of the record `job`.
public struct RetryRule: Hashable, Sendable {
    /// An end that is followed by another attempt.
    public enum Cause: Hashable, Sendable {
        case exited(ClosedRange<Int32>)
        /// Any signal.
        case signaled
        case timedOut
    }

    /// How many further attempts there may be.
    public var retries: Int
    /// Before the first of them.
    public var delayMilliseconds: Int64 = 0
    /// How long each delay is, of the one before.
    public var backoffPercent = 100
    /// Whether the delays of many jobs are to differ.
    public var isJittered = false
    /// Nil for all failures and timeouts.
    public var causes: [Cause]?

    public init(retries: Int) { self.retries = retries }

    public static let mostRetries = 1_000_000
    /// No delay grows beyond it: thirty days.
    public static let longestDelay: Int64 = 30 * 86_400_000
    /// From no growth to tenfold.
    public static let backoffPercents = 100...1000

    /// Whether an attempt that ended so is followed by another one, if there may be one.
    public func applies(to outcome: Outcome, _ status: TerminationStatus?) -> Bool {
        guard outcome == .failed || outcome == .timedOut else { return false }
        guard let causes else { return true }
        return causes.contains { cause in
            switch (cause, outcome, status) {
            case (.timedOut, .timedOut, _): true
            case (.signaled, .failed, .signaled): true
            case (.exited(let codes), .failed, .exited(let code)): codes.contains(code)
            default: false
            }
        }
    }

    /// Milliseconds to wait after an attempt.
    ///
    /// With jitter it is between half and all of the delay, by a number that the job and the attempt give: who asks again gets the same.
    ///
    /// - Parameter attempt: counted from 1.
    public func delay(after attempt: Int, of id: JobID) -> Int64 {
        var delay = min(delayMilliseconds, Self.longestDelay)
        for _ in 1..<max(1, attempt) where delay > 0 && delay < Self.longestDelay && backoffPercent > 100 {
            delay = min(delay * Int64(backoffPercent) / 100, Self.longestDelay)
        }
        guard isJittered else { return delay }
        return delay - delay * Int64(Self.scattered(id.number, UInt64(attempt)) % 1001) / 2000
    }

    /// The finisher of SplitMix64 (Steele, Lea and Flood, 'Fast Splittable Pseudorandom Number Generators', OOPSLA 2014).
    private static func scattered(_ id: UInt64, _ attempt: UInt64) -> UInt64 {
        var bits = id &* 0x9E37_79B9_7F4A_7C15 &+ attempt
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

extension RetryRule {
    init?(_ reader: inout RecordReader) throws(RecordError) {
        guard let retries = try reader.optionalNumber("retries", in: 1...Self.mostRetries) else { return nil }
        self.init(retries: retries)
        delayMilliseconds = try reader.optionalNumber("delay_ms", in: 0...Self.longestDelay) ?? 0
        backoffPercent = try reader.optionalNumber("backoff_percent", in: Self.backoffPercents) ?? 100
        isJittered = try reader.word("jitter", as: Answer.self) == .yes
        if let text = try reader.optional("retry_on") {
            guard let causes = Self.causes(text) else {
                throw RecordError(problem: "the field 'retry_on' holds '\(printable(text))'")
            }
            self.causes = causes
        }
    }

    func append(to record: inout RecordText) {
        record.append("retries", retries)
        if delayMilliseconds > 0 { record.append("delay_ms", delayMilliseconds) }
        if backoffPercent > 100 { record.append("backoff_percent", backoffPercent) }
        if isJittered { record.append("jitter", Answer.yes.rawValue) }
        record.append("retry_on", ifAny: causesText)
    }

    private enum Answer: String { case yes, no }

    /// Exit codes and ranges of them, `signal` and `timed-out`, separated by commas; nil for anything else.
    public static func causes(_ text: [UInt8]) -> [Cause]? {
        var causes: [Cause] = []
        for part in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            switch String(decoding: part, as: UTF8.self) {
            case "signal": causes.append(.signaled)
            case Outcome.timedOut.rawValue: causes.append(.timedOut)
            default:
                let ends = part.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
                    .map { Int32(ascii: $0) }
                guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil,
                    (1...255).contains(first), (first...255).contains(last)
                else { return nil }
                causes.append(.exited(first...last))
            }
        }
        return causes
    }

    /// The causes as `causes(_:)` reads them.
    public var causesText: String? {
        causes?.map { cause in
            switch cause {
            case .signaled: "signal"
            case .timedOut: Outcome.timedOut.rawValue
            case .exited(let codes): codes.rangeText
            }
        }.joined(separator: ",")
    }
}
