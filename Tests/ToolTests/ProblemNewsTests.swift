import Testing

@testable import Tool

@Suite struct ProblemNewsTests {
    @Test func `a problem is told once, whatever it turns into, and so is its end`() {
        var news = ProblemNews()
        #expect(news.line(for: nil) == nil)
        #expect(news.line(for: "the disk is full\u{1b}") == "spool: the disk is full\\u{1b}")
        #expect(news.line(for: "the disk is full") == nil)
        #expect(news.line(for: "no process") == nil)
        #expect(news.line(for: nil) == "spool: jobs start again.")
        #expect(news.line(for: nil) == nil)
        #expect(news.line(for: "no process") == "spool: no process")
    }
}
