/// Rows of text in aligned columns.
struct Table {
    /// The character width of a cell is counted as terminals do it for most scripts: one column a character.
    private var rows: [[Cell]] = []

    struct Cell {
        var text: String
        var color: Color?

        init(_ text: String, _ color: Color? = nil) {
            self.text = text
            self.color = color
        }
    }

    /// Colours of ECMA-48, *Select Graphic Rendition*.
    enum Color: String {
        case green = "32"
        case red = "31"
        case yellow = "33"
        case cyan = "36"
        case bold = "1"
    }

    mutating func append(_ cells: [Cell]) { rows.append(cells) }

    /// The lines of the table.
    ///
    /// - Parameters:
    ///   - width: where to cut a line that is too long for the terminal; nil for nowhere.
    ///   - isColored: whether to write control sequences.
    ///   - rightAligned: the columns whose cells end at one edge.
    func lines(width: Int?, isColored: Bool, rightAligned: Set<Int>) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { $0.indices.contains(column) ? $0[column].text.count : 0 }.max() ?? 0
        }
        return rows.map { row in line(row, widths, width, isColored, rightAligned) }
    }

    private func line(
        _ row: [Cell], _ widths: [Int], _ limit: Int?, _ isColored: Bool, _ rightAligned: Set<Int>
    ) -> String {
        var line = ""
        var used = 0
        for (column, cell) in row.enumerated() {
            let isLast = column == row.count - 1
            var text = cell.text
            if isLast, let limit, used + text.count > limit { text = text.prefix(max(1, limit - used - 1)) + "…" }
            let padding = String(repeating: " ", count: max(0, widths[column] - text.count))
            let painted = isColored ? cell.color.map { "\u{1b}[\($0.rawValue)m\(text)\u{1b}[0m" } ?? text : text
            if rightAligned.contains(column) {
                line += padding + painted
            } else {
                line += isLast ? painted : painted + padding
            }
            if !isLast { line += "  " }
            used += widths[column] + 2
        }
        return line
    }
}
