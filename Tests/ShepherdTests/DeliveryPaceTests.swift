import SpoolModel
import Testing

@testable import spool_shepherd

@Suite struct DeliveryPaceTests {
    @Test func `what cannot be told is tried again a few times, less and less often`() {
        let pauses = (1...6).map { DeliveryPace.pause(after: $0, .callback) }
        #expect(pauses == [1000, 5000, 30_000, 120_000, 600_000, nil])
        #expect(DeliveryPace.pause(after: 1, .mail) == 1000)
    }

    @Test func `a command is started once`() {
        #expect(DeliveryPace.pause(after: 1, .notify) == nil)
    }
}
