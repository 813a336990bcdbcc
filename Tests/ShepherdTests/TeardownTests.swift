import Glibc
import Testing

@testable import spool_shepherd

@Suite struct TeardownTests {
    @Test func `nobody is signalled while nobody wants an end`() {
        let teardown = Teardown()
        #expect(teardown.signal(now: 0) == nil && teardown.pause(now: 0) == nil)
    }

    @Test func `SIGTERM comes first, SIGKILL after the grace period`() {
        var teardown = Teardown()
        teardown.request(grace: 500, now: 1_000_000)
        #expect(teardown.signal(now: 1_000_000) == SIGTERM)
        #expect(teardown.pause(now: 1_000_000) == 500)
        #expect(teardown.signal(now: 1_499_999) == SIGTERM)
        #expect(teardown.pause(now: 1_499_999) == 1)
        #expect(teardown.signal(now: 1_500_000) == SIGKILL)
        #expect(teardown.pause(now: 9_000_000) == 20)
    }

    @Test func `a second wish brings the end nearer, and never puts it off`() {
        var teardown = Teardown()
        teardown.request(grace: 1000, now: 0)
        teardown.request(grace: 5000, now: 100)
        #expect(teardown.signal(now: 1_000_000) == SIGKILL)
        teardown = Teardown()
        teardown.request(grace: 5000, now: 0)
        teardown.request(grace: 0, now: 100)
        #expect(teardown.signal(now: 100) == SIGKILL)
    }
}
