import SystemCalls
import Testing

@testable import SpoolModel

@Suite struct RetryRuleTests {
    private func rule(_ causes: String? = nil, delay: Int64 = 0, backoff: Int = 100, jitter: Bool = false) -> RetryRule
    {
        var rule = RetryRule(retries: 9)
        rule.causes = causes.flatMap { RetryRule.causes(Array($0.utf8)) }
        rule.delayMilliseconds = delay
        rule.backoffPercent = backoff
        rule.isJittered = jitter
        return rule
    }

    @Test func `without causes every failure and every timeout is retried, and nothing else`() {
        #expect(rule().applies(to: .failed, .exited(1)))
        #expect(rule().applies(to: .failed, .signaled(9)))
        #expect(rule().applies(to: .timedOut, .exited(0)))
        for outcome in [Outcome.succeeded, .cancelled, .lost] { #expect(!rule().applies(to: outcome, .exited(1))) }
    }

    @Test func `with causes only those are retried`() {
        let codes = rule("2,75-77")
        #expect([2, 75, 77].allSatisfy { codes.applies(to: .failed, .exited($0)) })
        #expect([1, 74, 78].allSatisfy { !codes.applies(to: .failed, .exited($0)) })
        #expect(!codes.applies(to: .failed, .signaled(2)))
        #expect(!codes.applies(to: .timedOut, .exited(2)))
        #expect(rule("signal").applies(to: .failed, .signaled(11)))
        #expect(!rule("signal").applies(to: .timedOut, .signaled(15)))
        #expect(rule("timed-out").applies(to: .timedOut, .signaled(15)))
    }

    @Test(arguments: ["", "0", "256", "5-3", "1-2-3", "1,,2", "failed", "-1", "1 "])
    func `causes that make no sense are refused`(text: String) {
        #expect(RetryRule.causes(Array(text.utf8)) == nil)
    }

    @Test func `each delay is longer by the same factor, up to thirty days`() {
        let growing = rule(delay: 1000, backoff: 200)
        #expect((1...4).map { growing.delay(after: $0, of: JobID(1)) } == [1000, 2000, 4000, 8000])
        #expect(growing.delay(after: 1_000_000, of: JobID(1)) == RetryRule.longestDelay)
        #expect(rule(delay: 1000).delay(after: 9, of: JobID(1)) == 1000)
        #expect(rule(backoff: 200).delay(after: 9, of: JobID(1)) == 0)
    }

    @Test func `jitter is between half and all of the delay, differs between jobs, and is the same for who asks again`()
    {
        let scattered = rule(delay: 100_000, jitter: true)
        let delays = (1...1000).map { scattered.delay(after: 1, of: JobID($0)) }
        #expect(delays.allSatisfy { (50_000...100_000).contains($0) })
        #expect(Set(delays).count > 300)
        #expect(delays == (1...1000).map { scattered.delay(after: 1, of: JobID($0)) })
    }

    @Test func `a delay is never longer than the whole of it, whatever the clock and the boot`() {
        let delay = DelayRecord(boot: "a", untilMicroseconds: 9_000_000, delayMilliseconds: 5_000)
        #expect(delay.remaining(now: 6_000_000, boot: "a") == 3_000_000)
        #expect(delay.remaining(now: 10_000_000, boot: "a") == 0)
        #expect(delay.remaining(now: 0, boot: "a") == 5_000_000)
        #expect(delay.remaining(now: 8_999_999, boot: "b") == 5_000_000)
    }
}
