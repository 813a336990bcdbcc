import Testing

@testable import spool_benchmark

@Suite struct PlotTests {
    @Test func `bars are as long as their figures, and the longest fills the room`() {
        let plot = Plot(
            name: "p", title: "A & B",
            kind: .bars(
                [.init(label: "`spool` <x>", value: 50, isOwn: true), .init(label: "other", value: 200, isOwn: false)],
                unit: "/s"))
        let shapes = plot.svg.split(separator: "\n").dropFirst(9).map(String.init)
        #expect(
            shapes == [
                #"<text class="title" x="8" y="22">A &amp; B</text>"#,
                #"<text x="300" y="53" text-anchor="end">spool &lt;x&gt;</text>"#,
                #"<rect class="own" x="308" y="38" width="80.0" height="20"/>"#,
                #"<text class="quiet" x="394.0" y="53">50.0 /s</text>"#,
                #"<text x="300" y="81" text-anchor="end">other</text>"#,
                #"<rect class="other" x="308" y="66" width="320.0" height="20"/>"#,
                #"<text class="quiet" x="634.0" y="81">200 /s</text>"#,
                "</svg>",
            ])
    }

    @Test func `a line goes through all its points, the greatest at the top`() {
        let plot = Plot(
            name: "p", title: "t",
            kind: .line([.init(x: 10, y: 4), .init(x: 100, y: 2)], horizontal: "jobs", unit: "ms"))
        #expect(plot.svg.contains(#"<polyline class="line" points="217.5,50.0 532.5,160.0"/>"#))
        #expect(plot.svg.contains(#"<text class="quiet" x="532.5" y="150.0" text-anchor="middle">2.00 ms</text>"#))
        #expect(plot.svg.contains(#"<text x="217.5" y="290" text-anchor="middle">10</text>"#))
    }

    @Test func `without figures there is a picture without them`() {
        let bars = Plot(name: "p", title: "t", kind: .bars([], unit: "s"))
        let line = Plot(name: "p", title: "t", kind: .line([], horizontal: "x", unit: "s"))
        #expect(bars.svg.hasSuffix("</svg>\n") && !bars.svg.contains("nan"))
        #expect(line.svg.hasSuffix("</svg>\n") && !line.svg.contains("nan"))
    }
}
