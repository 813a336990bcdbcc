import SystemCalls
import Testing

@Suite struct TerminationStatusTests {
    @Test func `wait statuses are read as the kernel writes them`() {
        for code in Int32(0)...255 {
            let status = TerminationStatus(waitStatus: code << 8)
            #expect(status == .exited(code) && status.shellCode == code)
        }
        for signal in Int32(1)...64 {
            #expect(TerminationStatus(waitStatus: signal) == .signaled(signal))
            // With a core dumped.
            #expect(TerminationStatus(waitStatus: signal | 0x80).shellCode == 128 + signal)
        }
    }
}
