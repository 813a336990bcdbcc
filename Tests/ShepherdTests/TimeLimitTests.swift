import SpoolModel
import SystemCalls
import Testing

@testable import spool_shepherd

@Suite struct TimeLimitTests {
    @Test func `the time is up when it has passed since the start, and not before`() {
        let limit = TimeLimit(milliseconds: 1500, from: 1_000_000)
        #expect(!limit.isOver(now: 2_499_999))
        #expect(limit.isOver(now: 2_500_000))
        #expect(limit.pause(now: 1_000_000) == 1500)
        #expect(limit.pause(now: 2_499_999) == 1)
        #expect(limit.pause(now: 2_500_000) == nil)
    }

    @Test func `what ended a command first decides its outcome, not its exit code`() {
        var end = CommandEnd(status: .exited(0))
        #expect(end.outcome == .succeeded)
        end.isTimedOut = true
        #expect(end.outcome == .timedOut)
        end = CommandEnd(status: .exited(0), isCancelled: true)
        #expect(end.outcome == .cancelled)
        #expect(CommandEnd(status: .signaled(9)).outcome == .failed)
    }
}
