import SystemCalls

/// What a piece of work took.
struct Cost: Sendable {
    /// Seconds.
    var wall: Double
    /// Seconds of processor time, of all processes that were waited for.
    var processor: Double

    /// Runs `body`, and says what it took.
    static func measuring(_ body: () throws -> Void) rethrows -> Cost {
        let used = ResourceUse.ofChildren
        let start = SteadyClock.microseconds
        try body()
        let wall = SteadyClock.microseconds - start
        let now = ResourceUse.ofChildren
        let processor =
            now.userMicroseconds + now.systemMicroseconds - used.userMicroseconds - used.systemMicroseconds
        return Cost(wall: Double(wall) / 1e6, processor: Double(processor) / 1e6)
    }
}

extension Collection<Double> {
    /// The middle one, or the mean of the two in the middle; 0 for none.
    var median: Double {
        let sorted = sorted()
        if sorted.isEmpty { return 0 }
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    /// The smallest one that 99 of 100 do not exceed: nearest rank.
    var percentile99: Double {
        let sorted = sorted()
        return sorted.isEmpty ? 0 : sorted[(sorted.count * 99 + 99) / 100 - 1]
    }
}

extension Double {
    /// With so many decimals, rounded.
    func text(_ decimals: Int) -> String {
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int64((self * scale).rounded())
        if decimals == 0 { return String(scaled) }
        let digits = String(scaled.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
        return (scaled < 0 ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }
}
