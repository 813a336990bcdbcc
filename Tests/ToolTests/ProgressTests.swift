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

    @Test func `a bar is filled as far as the work is done`() {
        let bar = ProgressBar(total: 1000)
        #expect(
            bar.line(done: 400, "7 jobs deleted", elapsedMilliseconds: 40_000)
                == "[############..................] 40 %, 7 jobs deleted, about 1m00s left")
        #expect(
            bar.line(done: 1000, "7 jobs deleted", elapsedMilliseconds: 1)
                == "[##############################] 100 %, 7 jobs deleted")
    }

    @Test func `a bar of nothing, and one of more than there was, stay in their frame`() {
        #expect(
            ProgressBar(total: 0).line(done: 0, "x", elapsedMilliseconds: 1)
                == "[..............................] 0 %, x")
        #expect(
            ProgressBar(total: 3).line(done: 4, "x", elapsedMilliseconds: 1)
                == "[##############################] 100 %, x")
    }
}
