import Testing

@testable import SpoolModel

@Suite struct TaskLedgerTests {
    @Test func `tasks are next in their order, and held ones are passed over until that changes`() {
        var ledger = TaskLedger(5...9)
        #expect(ledger.next(passingOver: [5...6, 8...8]) == 7)
        ledger[7] = .running
        #expect(ledger.next(passingOver: [5...6, 8...8]) == 9)
        ledger[9] = .running
        #expect(ledger.next(passingOver: [5...6, 8...8]) == nil)
        ledger.lookAgain()
        #expect(ledger.next(passingOver: [8...8]) == 5)
    }

    @Test func `a task that waits again is next again`() {
        var ledger = TaskLedger(1...3)
        for task in 1...3 { ledger[task] = .running }
        #expect(ledger.next(passingOver: []) == nil)
        ledger[2] = .waiting
        #expect(ledger.next(passingOver: []) == 2)
    }

    @Test func `counts follow the phases, and the worst end is the outcome`() {
        var ledger = TaskLedger(1...4)
        #expect(ledger.counts[.waiting] == 4 && ledger.counts.ended == 0)
        ledger[1] = .succeeded
        ledger[2] = .cancelled
        #expect(ledger.counts.outcome == .cancelled)
        ledger[3] = .lost
        #expect(ledger.counts.outcome == .lost)
        ledger[4] = .failed
        #expect(ledger.counts.outcome == .failed && ledger.counts.ended == 4)
        #expect(ledger.firstUnsuccessful == 2)
    }

    @Test func `only what waits is cancelled by a request`() {
        var ledger = TaskLedger(1...5)
        ledger[2] = .running
        ledger[3] = .succeeded
        var orders = TaskOrders()
        orders.cancelled = [
            .init(tasks: 2...4, request: CancelRecord(atMilliseconds: 0, graceMilliseconds: 10)),
            .init(tasks: 100...200, request: CancelRecord(atMilliseconds: 0, graceMilliseconds: 10)),
        ]
        ledger.cancel(orders)
        #expect((1...5).map { ledger[$0] } == [.waiting, .running, .succeeded, .cancelled, .waiting])
    }

    @Test func `of several requests to end a task the shortest grace counts`() {
        var orders = TaskOrders()
        orders.cancel = CancelRecord(atMilliseconds: 0, graceMilliseconds: 500)
        orders.cancelled = [.init(tasks: 3...3, request: CancelRecord(atMilliseconds: 0, graceMilliseconds: 20))]
        #expect(orders.cancelRequest(of: 3)?.graceMilliseconds == 20)
        #expect(orders.cancelRequest(of: 4)?.graceMilliseconds == 500)
    }

    @Test(arguments: [("7", 7...7), ("3-9", 3...9)]) func `a range of tasks`(text: String, range: ClosedRange<Int>) {
        #expect(taskRange(text.utf8) == range)
        #expect(range.rangeText == text)
    }

    @Test(arguments: ["", "0", "9-3", "-3", "3-", "1-2-3", "a", "1000000000", "01"])
    func `what is no range of tasks`(text: String) { #expect(taskRange(text.utf8) == nil) }
}
