extension ValueParser<Duration> {
    /// A duration: a decimal number and `ms`, `s`, `m`, `h` or `d`; without a unit the number counts seconds.
    ///
    /// It is rounded down to a nanosecond, and its nanoseconds fit in 63 bits, so nothing that is computed from it for
    /// a system call overflows.
    public static var duration: Self {
        Self { bytes throws(ValueError) in
            guard let quantity = Quantity(bytes), let unit = nanoseconds[quantity.suffix],
                let value = quantity.times(unit)
            else { throw ValueError(expected: "a duration such as 250ms, 90s, 10m, 1.5h or 2d, of at most 106751d") }
            return .nanoseconds(value)
        }
    }
}

private let nanoseconds: [String: UInt64] = [
    "ms": 1_000_000,
    "": 1_000_000_000,
    "s": 1_000_000_000,
    "m": 60 * 1_000_000_000,
    "h": 3600 * 1_000_000_000,
    "d": 86400 * 1_000_000_000,
]
