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

    /// Symptom: an array of which held tasks were cancelled had ended with tasks that wait.
    @Test func `where what was left is cancelled a further attempt says so`() {
        var result = ResultRecord(outcome: .cancelled, host: "h")
        result.tasks = TaskCounts()
        result.tasks?[.waiting] = 3
        var history = JobHistory(lastStarted: 1)
        #expect(ArrayStep(history, result: result, waiting: 0) == .start(attempt: 2))
        history.isCancelRequested = true
        #expect(ArrayStep(history, result: result, waiting: 0) == .settle(.finish(.cancelled)))
        history.isCancelRequested = false
        result.tasks?[.waiting] = 0
        #expect(ArrayStep(history, result: result, waiting: 0) == .settle(.finish(.cancelled)))
    }
}
