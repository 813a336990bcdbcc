import Testing

@testable import spool

@Suite struct ProgressTests {
    @Test func `the rest is expected to take as long for each job as those that have ended meanwhile`() {
        let progress = Progress(total: 10, endedBefore: 4)
        #expect(progress.line(ended: 4, failed: 0, elapsedMilliseconds: 9000) == "4 of 10 jobs ended")
        #expect(
            progress.line(ended: 6, failed: 1, elapsedMilliseconds: 60_000)
                == "6 of 10 jobs ended, 1 not succeeded, about 2m00s left")
        #expect(progress.line(ended: 10, failed: 0, elapsedMilliseconds: 60_000) == "10 of 10 jobs ended")
    }
}
