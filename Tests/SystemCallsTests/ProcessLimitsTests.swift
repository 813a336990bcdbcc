import Glibc
import Testing

@testable import SystemCalls

@Suite struct ProcessLimitsTests {
    @Test func `the soft limits count, and unlimited is none`() {
        let limits = ProcessLimits(
            limits: """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             unlimited            unlimited            processes
                Max open files            1024                 524288               files
                """)
        #expect(limits.processes == nil && limits.files == 1024)
    }

    @Test func `this process has limits, and a process that there is not has none`() {
        #expect(ProcessLimits(of: getpid()) != nil)
        #expect(ProcessLimits(of: 0) == nil)
    }
}
