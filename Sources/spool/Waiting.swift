import SpoolModel
import SystemCalls

/// Waits for jobs to end, woken by the kernel.
struct Waiting {
    init(_ spool: Spool, for ids: [JobID]) {}
    func exitCode() throws -> Int32 { 0 }
}
