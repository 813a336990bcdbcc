import Testing

@testable import SpoolModel

/// The table *Recovery* of docs/spool-format.md, row by row.
@Suite struct NextStepTests {
    private func next(
        started: Int, cancel: Bool, result: Outcome?, onLoss: JobRecord.OnLoss = .report, isAbandoned: Bool = true,
        retry: RetryRule? = nil, lastAgain: Int = 0
    ) -> NextStep {
        let status: [Outcome: ResultRecord] = Dictionary(
            uniqueKeysWithValues: Outcome.allCases.map { ($0, ResultRecord(outcome: $0, host: "h")) })
        var record = JobRecord(
            submittedMilliseconds: 0, directory: "/", umask: 0, environmentSize: 0, arguments: [[]])
        record.onLoss = onLoss
        record.retry = retry
        return NextStep(
            JobHistory(lastStarted: started, lastAgain: lastAgain, isCancelRequested: cancel),
            isAbandoned: isAbandoned, of: JobID(7), record, result: { result.flatMap { status[$0] } })
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

    @Test(arguments: [Outcome.failed, .timedOut], [0, 500])
    func `an attempt that did not succeed is followed by others, as many as are allowed`(outcome: Outcome, delay: Int64)
    {
        var retry = RetryRule(retries: 2)
        retry.delayMilliseconds = delay
        for attempt in 1...4 {
            for cancel in [false, true] {
                let settled = next(started: attempt, cancel: cancel, result: outcome, retry: retry)
                let claimed = next(started: attempt, cancel: cancel, result: outcome, isAbandoned: false, retry: retry)
                if attempt > 2 {
                    #expect(settled == .settle(.finish(outcome)))
                    #expect(claimed == .settle(.finish(outcome)))
                } else {
                    let further: Disposition = delay > 0 ? .delay(delay) : .requeue
                    #expect(settled == .settle(cancel ? .finish(outcome) : further))
                    #expect(claimed == (cancel ? .finishUnstarted : .start(attempt: attempt + 1)))
                }
            }
        }
    }

    @Test(arguments: Outcome.allCases, [true, false])
    func `a job that a user wants to run again is started, and its retries begin anew`(
        outcome: Outcome, isAbandoned: Bool
    ) {
        let again = next(started: 3, cancel: false, result: outcome, isAbandoned: isAbandoned, lastAgain: 3)
        #expect(again == .start(attempt: 4))
        let cancelled = next(started: 3, cancel: true, result: outcome, isAbandoned: isAbandoned, lastAgain: 3)
        #expect(cancelled == .finishUnstarted)
        let retry = RetryRule(retries: 1)
        let first = next(started: 4, cancel: false, result: .failed, retry: retry, lastAgain: 3)
        #expect(first == .settle(.requeue))
        let second = next(started: 5, cancel: false, result: .failed, retry: retry, lastAgain: 3)
        #expect(second == .settle(.finish(.failed)))
    }

    @Test func `a lost attempt counts among the retries, and needs a permission of its own`() {
        let retry = RetryRule(retries: 5)
        #expect(next(started: 4, cancel: false, result: .lost, retry: retry) == .settle(.finish(.lost)))
        let requeued = next(started: 5, cancel: false, result: .lost, onLoss: .requeue, retry: retry)
        #expect(requeued == .settle(.requeue))
        let last = next(started: 6, cancel: false, result: .lost, onLoss: .requeue, retry: retry)
        #expect(last == .settle(.finish(.lost)))
    }

    @Test(arguments: Outcome.allCases)
    func `what has ended and lies in the queue after a power cut is not started again`(outcome: Outcome) {
        let step = next(started: 1, cancel: false, result: outcome, isAbandoned: false)
        #expect(step == .settle(.finish(outcome)))
    }
}
