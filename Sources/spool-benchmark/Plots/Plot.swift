/// A picture of some figures, as SVG; the same figures give the same text.
struct Plot: Sendable {
    /// What its file is called, after the date.
    let name: String
    let title: String
    let kind: Kind

    enum Kind: Sendable {
        /// From top to bottom, in one unit.
        case bars([Bar], unit: String)
        /// Over numbers that grow by a factor.
        case line([Point], horizontal: String, unit: String)
    }

    struct Bar: Sendable {
        let label: String
        let value: Double
        /// Whether it is spool's.
        let isOwn: Bool
    }

    struct Point: Sendable {
        let x: Int
        let y: Double
    }

    var svg: String {
        switch kind {
        case .bars(let bars, let unit): picture(barShapes(bars, unit), height: 60 + bars.count * 28)
        case .line(let points, let horizontal, let unit): picture(lineShapes(points, horizontal, unit), height: 320)
        }
    }

    private func picture(_ shapes: [String], height: Int) -> String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 \(height)" width="720" height="\(height)" role="img">
        <title>\(escaped(title))</title>
        <style>
        text { font: 13px sans-serif; fill: #1f2328 } .title { font-weight: bold } .quiet { fill: #59636e }
        .own { fill: #0969da } .other { fill: #8c959f } .axis { stroke: #8c959f } .line { stroke: #0969da; stroke-width: 2; fill: none }
        @media (prefers-color-scheme: dark) {
        text { fill: #f0f6fc } .quiet { fill: #9198a1 } .own { fill: #4493f8 } .other { fill: #656c76 } .line { stroke: #4493f8 }
        }
        </style>
        <text class="title" x="8" y="22">\(escaped(title))</text>
        \(shapes.joined(separator: "\n"))
        </svg>

        """
    }

    private func barShapes(_ bars: [Bar], _ unit: String) -> [String] {
        let most = bars.map(\.value).max() ?? 0
        return bars.enumerated().flatMap { index, bar in
            let top = 38 + index * 28
            let width = most > 0 ? bar.value / most * 320 : 0
            return [
                #"<text x="300" y="\#(top + 15)" text-anchor="end">\#(escaped(bar.label))</text>"#,
                #"<rect class="\#(bar.isOwn ? "own" : "other")" x="308" y="\#(top)" width="\#(width.text(1))" height="20"/>"#,
                #"<text class="quiet" x="\#((314 + width).text(1))" y="\#(top + 15)">\#(figure(bar.value)) \#(escaped(unit))</text>"#,
            ]
        }
    }

    /// Left, right, bottom and top of where a line is drawn.
    private static let frame = (left: 60.0, right: 690.0, bottom: 270.0, top: 50.0)

    private func lineShapes(_ points: [Point], _ horizontal: String, _ unit: String) -> [String] {
        let frame = Self.frame
        let most = points.map(\.y).max() ?? 0
        let places = points.enumerated().map { index, point in
            (
                x: frame.left + (frame.right - frame.left) * (Double(index) + 0.5) / Double(points.count),
                y: frame.bottom - (frame.bottom - frame.top) * (most > 0 ? point.y / most : 0)
            )
        }
        let path = places.map { "\($0.x.text(1)),\($0.y.text(1))" }.joined(separator: " ")
        let marks = zip(points, places).flatMap { point, place in
            [
                #"<circle class="own" cx="\#(place.x.text(1))" cy="\#(place.y.text(1))" r="4"/>"#,
                #"<text class="quiet" x="\#(place.x.text(1))" y="\#((place.y - 10).text(1))" text-anchor="middle">\#(figure(point.y)) \#(escaped(unit))</text>"#,
                #"<text x="\#(place.x.text(1))" y="290" text-anchor="middle">\#(point.x)</text>"#,
            ]
        }
        return [
            #"<line class="axis" x1="60" y1="270" x2="690" y2="270"/>"#,
            #"<polyline class="line" points="\#(path)"/>"#,
        ] + marks + [#"<text class="quiet" x="375" y="312" text-anchor="middle">\#(escaped(horizontal))</text>"#]
    }

    /// With about three digits.
    private func figure(_ value: Double) -> String { value.text(value < 10 ? 2 : value < 100 ? 1 : 0) }

    private func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "`": break
            default: result.append(character)
            }
        }
    }
}
