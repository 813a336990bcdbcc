import SpoolModel
import Testing

@testable import Supervisor

@Suite struct DelaysTests {
    @Test func `jobs are due when their time has come, the longest due first`() {
        var delays = Delays()
        delays.note(JobID(1), until: 3_000)
        delays.note(JobID(2), until: 1_000)
        delays.note(JobID(3), until: 9_000)
        #expect(delays.takeDue(now: 999) == [])
        #expect(delays.pause(now: 0) == 1)
        #expect(delays.takeDue(now: 3_000) == [JobID(2), JobID(1)])
        #expect(delays.pause(now: 3_000) == 6)
        #expect(!delays.isEmpty && delays.contains(JobID(3)))
    }

    @Test func `a job that is forgotten is not due, and nothing is waited for without jobs`() {
        var delays = Delays()
        delays.note(JobID(1), until: 1_000)
        delays.forget(JobID(1))
        #expect(delays.isEmpty)
        #expect(delays.pause(now: 0) == nil)
        #expect(delays.takeDue(now: 5_000) == [])
    }
}
