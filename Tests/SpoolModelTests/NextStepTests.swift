import Testing

@testable import SpoolModel

/// The table *Recovery* of docs/spool-format.md, row by row.
@Suite struct NextStepTests {
    private func next(
        started: Int, cancel: Bool, result: Outcome?, onLoss: JobRecord.OnLoss = .report
    ) -> NextStep {
        let status: [Outcome: ResultRecord] = Dictionary(
            uniqueKeysWithValues: Outcome.allCases.map { ($0, ResultRecord(outcome: $0, host: "h")) })
        return NextStep(
            abandoned: JobHistory(lastStarted: started, isCancelRequested: cancel), onLoss: onLoss,
            result: result.flatMap { status[$0] })
    }

    @Test(arguments: JobRecord.OnLoss.allCases)
    func `what was never started is started, or cancelled`(onLoss: JobRecord.OnLoss) {
        #expect(next(started: 0, cancel: false, result: nil, onLoss: onLoss) == .start(attempt: 1))
        #expect(next(started: 0, cancel: true, result: nil, onLoss: onLoss) == .finishUnstarted)
    }

    @Test(arguments: 1...4, [true, false])
    func `what was started and has no result is buried`(attempt: Int, cancel: Bool) {
        for onLoss in JobRecord.OnLoss.allCases {
            #expect(next(started: attempt, cancel: cancel, result: nil, onLoss: onLoss) == .bury(attempt: attempt))
        }
    }

    @Test(arguments: 1...5, [true, false])
    func `what has a result goes where it belongs`(attempt: Int, cancel: Bool) {
        for onLoss in JobRecord.OnLoss.allCases {
            for outcome in Outcome.allCases {
                let runsAgain = outcome == .lost && onLoss == .requeue && attempt < 3 && !cancel
                #expect(
                    next(started: attempt, cancel: cancel, result: outcome, onLoss: onLoss)
                        == .settle(attempt: attempt, runsAgain ? .requeue : .finish(outcome)))
            }
        }
    }

    @Test func `after a claim comes the next attempt, or none`() {
        for started in 0...3 {
            #expect(NextStep(claimed: JobHistory(lastStarted: started)) == .start(attempt: started + 1))
            #expect(NextStep(claimed: JobHistory(lastStarted: started, isCancelRequested: true)) == .finishUnstarted)
        }
    }
}
