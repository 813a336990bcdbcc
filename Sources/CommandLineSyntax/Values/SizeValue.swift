extension ValueParser<Int> {
    /// A number of bytes: a decimal number and `K`, `M`, `G` or `T`, each 1024 times the one before, `iB` optional.
    ///
    /// It is rounded down to a byte. `KB` and the like are refused, since they mean 1000 to some.
    public static var size: Self {
        Self { bytes throws(ValueError) in
            guard let quantity = Quantity(bytes), let shift = shifts[quantity.suffix],
                let value = quantity.times(1 << shift), let size = Int(exactly: value)
            else { throw ValueError(expected: "a size such as 4096, 64K, 10M, 1.5G or 2TiB") }
            return size
        }
    }
}

private let shifts: [String: Int] = [
    "": 0, "K": 10, "KiB": 10, "M": 20, "MiB": 20, "G": 30, "GiB": 30, "T": 40, "TiB": 40,
]
