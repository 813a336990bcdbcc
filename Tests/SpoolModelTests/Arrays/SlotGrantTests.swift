import Testing

@testable import SpoolModel

@Suite struct SlotGrantTests {
    private func progress(wants: Int, uses: Int) -> ProgressRecord {
        ProgressRecord(attempt: 1, wants: wants, uses: uses, counts: TaskCounts())
    }

    @Test func `a raise counts at once, and goes no further than what is wanted`() {
        var grant = SlotGrant(granted: 2, mostSlots: 5)
        #expect(grant.reserved == 2 && grant.missing == 3)
        grant.raise(by: 10)
        #expect(grant.granted == 5 && grant.reserved == 5 && grant.missing == 0)
    }

    @Test func `after a cut it keeps what it uses until it says otherwise`() {
        var grant = SlotGrant(granted: 4, mostSlots: 100, progress: progress(wants: 100, uses: 4))
        #expect(grant.cut(by: 3) == 3)
        #expect(grant.granted == 1 && grant.reserved == 4 && grant.promised == 1)
        grant.hear(progress(wants: 100, uses: 2))
        #expect(grant.reserved == 2)
        grant.hear(progress(wants: 100, uses: 1))
        #expect(grant.reserved == 1)
    }

    @Test func `a cut can take all slots, and what is not wanted cannot be taken`() {
        var grant = SlotGrant(granted: 2, mostSlots: 9)
        #expect(grant.cut(by: 1) == 1)
        #expect(grant.cut(by: 7) == 1)
        #expect(grant.cut(by: 7) == 0)
        #expect(grant.granted == 0 && grant.promised == 0 && grant.reserved == 2)
        grant.hear(progress(wants: 7, uses: 0))
        #expect(grant.reserved == 0 && grant.missing == 7)
    }

    @Test func `what it does not want any more is free`() {
        var grant = SlotGrant(granted: 4, mostSlots: 4)
        grant.hear(progress(wants: 2, uses: 2))
        #expect(grant.reserved == 2 && grant.missing == 0)
        grant.hear(progress(wants: 0, uses: 0))
        #expect(grant.reserved == 1)
    }
}
