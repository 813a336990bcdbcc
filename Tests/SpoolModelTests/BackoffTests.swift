import Testing

@testable import SpoolModel

@Suite struct BackoffTests {
    @Test func `a new one waits for nothing`() {
        let backoff = Backoff()
        #expect(!backoff.isWaiting(now: 0) && !backoff.hasFailed && backoff.remaining(now: 5) == 0)
    }

    @Test func `pauses double from one second to a minute`() {
        var backoff = Backoff()
        var now: Int64 = 1_000_000_000
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60, 60] as [Int64] {
            backoff.fail(now: now)
            #expect(backoff.hasFailed)
            #expect(backoff.remaining(now: now) == seconds * 1000)
            #expect(backoff.isWaiting(now: now + seconds * 1_000_000 - 1))
            #expect(
                backoff.remaining(now: now + seconds * 1_000_000 - 1) == 1, "rounded up, or it would wake too early")
            now += seconds * 1_000_000
            #expect(!backoff.isWaiting(now: now))
        }
    }

    @Test func `looking again soon does not grow`() {
        var backoff = Backoff()
        for now in [0, 100_000, 200_000] as [Int64] {
            backoff.lookAgainSoon(now: now)
            #expect(backoff.remaining(now: now) == 50)
        }
        backoff.fail(now: 0)
        #expect(backoff.remaining(now: 0) == 1000)
    }
}
