import Glibc
import SystemCalls
import Testing

@testable import SpoolModel

@Suite struct ResourceLimitsTests {
    private var all: ResourceLimits {
        var limits = ResourceLimits()
        limits.memory = 1 << 30
        limits.processorMilliseconds = 1500
        limits.fileSize = 4096
        limits.niceness = 7
        return limits
    }

    @Test func `a command without limits is started as ever`() {
        #expect(ResourceLimits().forChild(grace: 10_000) == nil)
    }

    @Test func `processor time is counted in whole seconds, and there is always one between the signals`() {
        let child = all.forChild(grace: 0)
        #expect(child?.processorTime == 2 && child?.processorGrace == 1)
        #expect(child?.memory == 1 << 30 && child?.fileSize == 4096 && child?.niceness == 7)
        #expect(all.forChild(grace: 10_000)?.processorGrace == 10)
    }

    @Test func `the signal tells which limit it was, or a shell tells the signal`() {
        func cause(_ status: TerminationStatus, used: Int64 = 0) -> String? {
            all.cause(of: status, used: used, memoryRanOut: false)
        }
        #expect(cause(.signaled(SIGXCPU)) == "it used more processor time than it may")
        #expect(cause(.exited(128 + SIGXCPU)) == "it used more processor time than it may")
        #expect(cause(.signaled(SIGXFSZ)) == "it wrote a larger file than it may")
        #expect(cause(.signaled(SIGKILL), used: 1_600_000) == "it has probably used more processor time than it may")
        #expect(cause(.signaled(SIGKILL)) == "the signal that ended it was not sent by spool")
        #expect(cause(.exited(1)) == nil && cause(.signaled(SIGSEGV)) == nil && cause(.exited(137)) == nil)
        #expect(ResourceLimits().cause(of: .signaled(SIGXCPU), used: 0, memoryRanOut: true) == nil)
    }

    @Test func `where the kernel ended processes for want of memory it was probably that`() {
        let cause = "the kernel has probably ended it, because memory was short"
        #expect(ResourceLimits().cause(of: .signaled(SIGKILL), used: 0, memoryRanOut: true) == cause)
        #expect(ResourceLimits().cause(of: .exited(137), used: 0, memoryRanOut: true) == cause)
    }

    @Test func `they are kept in the record of the job`() throws {
        var record = JobRecord(
            submittedMilliseconds: 0, directory: "/", umask: 0, environmentSize: 0, arguments: [Array("true".utf8)])
        record.limits.resources = all
        #expect(try JobRecord(record.serialized) == record)
    }
}
