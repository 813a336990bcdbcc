import Testing

@testable import Tool

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
                == "[########............] 40 %, 7 jobs deleted, about 1m00s left")
        #expect(
            bar.line(done: 1000, "7 jobs deleted", elapsedMilliseconds: 1)
                == "[####################] 100 %, 7 jobs deleted")
    }

    @Test func `a bar of nothing, and one of more than there was, stay in their frame`() {
        #expect(
            ProgressBar(total: 0).line(done: 0, "x", elapsedMilliseconds: 1)
                == "[....................] 0 %, x")
        #expect(
            ProgressBar(total: 3).line(done: 4, "x", elapsedMilliseconds: 1)
                == "[####################] 100 %, x")
    }

    @Test func `the longest bar fits on a terminal of 80 columns`() {
        let line = ProgressBar(total: 1_000_000).line(
            done: 990_000, "990000 jobs would be deleted", elapsedMilliseconds: 360_000_000)
        #expect(line.hasSuffix(", about 1h00m left") && line.count < 80)
    }

    @Test func `a line is cut to what fits on the terminal`() {
        #expect(TerminalLine.cut("abcdef", columns: 6) == "abcde")
        #expect(TerminalLine.cut("abcdef", columns: 7) == "abcdef")
        #expect(TerminalLine.cut(String(repeating: "x", count: 200), columns: nil).count == 79)
        #expect(TerminalLine.cut("abc", columns: 0) == "")
    }

    @Test func `what is told of may be tasks`() {
        let progress = Progress(total: 1, noun: "task")
        #expect(progress.line(ended: 0, failed: 0, elapsedMilliseconds: 0) == "0 of 1 task ended")
    }
}
