import Glibc
import SpoolModel
import SystemCalls

/// Cuts the power again and again, and keeps count.
struct PowerCuts {
    let bench: Bench
    let options: PowerCutOptions
    private(set) var violations = 0
    /// Jobs that were acknowledged before a cut.
    private var acknowledged = 0
    /// Jobs that were seen finished before a cut.
    private var finished = 0

    init(bench: Bench, options: PowerCutOptions) {
        self.bench = bench
        self.options = options
    }

    var text: String {
        "\(options.cuts) cuts, \(acknowledged) jobs acknowledged and \(finished) finished before them, "
            + "\(violations) violations\n"
    }

    mutating func run() throws {
        let disk = try SmallDisk(in: bench, options: options.mountOptions)
        defer { disk.takeAway(bench) }
        bench.spool = bench.base / "disk/spool"
        for number in 1...options.cuts {
            var chance = Chance(seed: options.seed &* 1_000_003 &+ UInt64(number))
            var cut = PowerCut(bench: bench, disk: disk, without: options.without, chance: chance.next())
            try cut.run()
            acknowledged += cut.acknowledged.count
            finished += cut.finished.count
            violations += cut.violations.count
            for violation in cut.violations {
                try StandardStream.output.write(Array("VIOLATION in cut \(number): \(violation)\n".utf8))
            }
        }
        try StandardStream.output.write(Array(text.utf8))
    }
}

/// Numbers that a seed determines (SplitMix64: Steele, Lea, Flood, OOPSLA 2014).
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// From 0 up to but not including `limit`.
    mutating func next(below limit: UInt64) -> Int64 { Int64(next() % limit) }
}
