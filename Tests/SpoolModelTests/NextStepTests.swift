import Testing

@testable import SpoolModel

/// The table *Recovery* of docs/spool-format.md, row by row.
@Suite struct NextStepTests {
    private func next(
        started: Int, cancel: Bool, result: Outcome?, onLoss: JobRecord.OnLoss = .report, isAbandoned: Bool = true
    ) -> NextStep {
        let status: [Outcome: ResultRecord] = Dictionary(
            uniqueKeysWithValues: Outcome.allCases.map { ($0, ResultRecord(outcome: $0, host: "h")) })
        return NextStep(
            JobHistory(lastStarted: started, isCancelRequested: cancel), isAbandoned: isAbandoned, onLoss: onLoss,
            result: result.flatMap { status[$0] })
    }

    @Test(arguments: JobRecord.OnLoss.allCases, [true, false])
    func `what was never started is started, or cancelled`(onLoss: JobRecord.OnLoss, isAbandoned: Bool) {
        let start = next(started: 0, cancel: false, result: nil, onLoss: onLoss, isAbandoned: isAbandoned)
        #expect(start == .start(attempt: 1))
        let cancelled = next(started: 0, cancel: true, result: nil, onLoss: onLoss, isAbandoned: isAbandoned)
        #expect(cancelled == .finishUnstarted)
    }

    @Test(arguments: 1...4, [true, false])
    func `what was started and has no result is buried`(attempt: Int, cancel: Bool) {
        for onLoss in JobRecord.OnLoss.allCases {
            for isAbandoned in [true, false] {
                let step = next(started: attempt, cancel: cancel, result: nil, onLoss: onLoss, isAbandoned: isAbandoned)
                #expect(step == .bury(attempt: attempt))
            }
        }
    }

    @Test(arguments: 1...5, [true, false])
    func `what has a result goes where it belongs`(attempt: Int, cancel: Bool) {
        for onLoss in JobRecord.OnLoss.allCases {
            for outcome in Outcome.allCases {
                let runsAgain = outcome == .lost && onLoss == .requeue && attempt < 3 && !cancel
                #expect(
                    next(started: attempt, cancel: cancel, result: outcome, onLoss: onLoss)
                        == .settle(runsAgain ? .requeue : .finish(outcome)))
            }
        }
    }

    @Test func `a lost job that was queued again is started after a claim, or cancelled`() {
        for attempt in 1...2 {
            let step = next(started: attempt, cancel: false, result: .lost, onLoss: .requeue, isAbandoned: false)
            #expect(step == .start(attempt: attempt + 1))
            let cancelled = next(started: attempt, cancel: true, result: .lost, onLoss: .requeue, isAbandoned: false)
            #expect(cancelled == .finishUnstarted)
        }
    }

    @Test(arguments: Outcome.allCases)
    func `what has ended and lies in the queue after a power cut is not started again`(outcome: Outcome) {
        let step = next(started: 1, cancel: false, result: outcome, isAbandoned: false)
        #expect(step == .settle(.finish(outcome)))
    }
}
