import CLinux

/// The number of processors that this process may use, as `nproc(1)` prints it; 1 where the kernel does not say.
///
/// The corresponding C function is `sched_getaffinity`.
public func processorCount() -> Int {
    var set = [UInt8](repeating: 0, count: 8192)
    let length = max(0, clinux_getaffinity(&set, set.count))
    return max(1, set.prefix(length).reduce(0) { $0 + $1.nonzeroBitCount })
}
