import Glibc
import SystemCalls
import Testing

@testable import Supervisor

/// Why jobs do not start, as status, why and doctor show it.
@Suite struct RefusalTests {
    private let limits = ProcessLimits(processes: 100, files: 1024)

    @Test func `too few files: how many there may be, and how many a job takes`() {
        #expect(
            Refusal(code: EMFILE, limits: limits).reason
                == "cannot start a process for a job: Too many open files: the supervisor may have 1024 files open "
                + "(ulimit -n), and needs 3 for each running job")
    }

    @Test func `too few processes: how many there may be, and what else may limit them`() {
        #expect(
            Refusal(code: EAGAIN, limits: limits).reason
                == "cannot start a process for a job: Resource temporarily unavailable: this user may have 100 processes "
                + "(ulimit -u), a control group fewer (pids.max), and a running job takes 2")
        let unlimited = ProcessLimits(processes: nil, files: nil)
        #expect(Refusal(code: EAGAIN, limits: unlimited).reason.contains("this user may have no more processes"))
    }

    @Test func `anything else is what the kernel said`() {
        #expect(Refusal(code: ENOMEM).reason == "cannot start a process for a job: Cannot allocate memory")
    }

    @Test func `the own limits are those that the kernel shows`() {
        #expect(ProcessLimits(of: getpid()) == .own)
    }
}
