import Testing

@testable import SpoolModel

@Suite struct ArrayStepTests {
    private func step(
        _ last: Int, _ outcome: Outcome?, waiting: Int, isCancelRequested: Bool = false
    ) -> ArrayStep {
        ArrayStep(
            JobHistory(lastStarted: last, isCancelRequested: isCancelRequested),
            result: outcome.map { ResultRecord(outcome: $0, host: "h") }, waiting: waiting)
    }

    @Test func `it starts once, and not at all after a cancel`() {
        #expect(step(0, nil, waiting: 9) == .start(attempt: 1))
        #expect(step(0, nil, waiting: 9, isCancelRequested: true) == .finishUnstarted)
    }

    @Test func `an attempt without a result is buried`() {
        #expect(step(2, nil, waiting: 9) == .bury(attempt: 2))
        #expect(step(2, nil, waiting: 0, isCancelRequested: true) == .bury(attempt: 2))
    }

    @Test func `what is left is for the next attempt, unless it was cancelled`() {
        #expect(step(2, .lost, waiting: 1) == .start(attempt: 3))
        #expect(step(2, .lost, waiting: 1, isCancelRequested: true) == .settle(.finish(.cancelled)))
        #expect(step(2, .failed, waiting: 0) == .settle(.finish(.failed)))
    }
}
