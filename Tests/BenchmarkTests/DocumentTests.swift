import Testing

@testable import spool_benchmark

@Suite struct DocumentTests {
    private let section = Section(
        title: "Numbers", remarks: ["One remark."], header: ["a", "second"], rows: [["long cell", "–"]],
        plots: [Plot(name: "numbers", title: "All of them", kind: .bars([], unit: "s"))])

    @Test func `a table has its cells below each other`() {
        #expect(
            section.markdown(pictures: nil) == """
                ## Numbers

                One remark.

                | a         | second |
                |-----------|--------|
                | long cell | –      |

                """)
    }

    @Test func `pictures are named after the day`() {
        #expect(section.markdown(pictures: "2026-01-02-").hasSuffix("\n\n![All of them](2026-01-02-numbers.svg)\n"))
    }

    @Test func `medians and percentiles are those of the sorted figures`() {
        #expect([3.0, 1, 2].median == 2)
        #expect([4.0, 1, 2, 3].median == 2.5)
        #expect((1...200).map(Double.init).percentile99 == 198)
        #expect([Double]().median == 0)
    }

    @Test func `figures are rounded to their decimals`() {
        #expect(1.005.text(1) == "1.0")
        #expect(0.96.text(1) == "1.0")
        #expect((-0.25).text(1) == "-0.3")
        #expect(1234.5678.text(0) == "1235")
        #expect(0.0123.text(3) == "0.012")
    }
}
