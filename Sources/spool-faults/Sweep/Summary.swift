/// How many points there were, and what came of them.
struct Summary {
    private struct Row {
        let scenario: String
        var points = 0
        /// How many of them the run came to: the calls of a program differ a little from run to run.
        var reached = 0
        var violations = 0
    }

    private var rows: [Row] = []

    mutating func begin(_ scenario: String) { rows.append(Row(scenario: scenario)) }

    mutating func count(_ wasReached: Bool, violations: Int) {
        guard let last = rows.indices.last else { return }
        rows[last].points += 1
        rows[last].reached += wasReached ? 1 : 0
        rows[last].violations += violations
    }

    var violations: Int { rows.reduce(0) { $0 + $1.violations } }

    var lastLine: String { rows.last.map(line) ?? "" }

    /// A table with a line for each scenario, and the sum.
    var text: String {
        let sum = Row(
            scenario: "sum", points: rows.reduce(0) { $0 + $1.points }, reached: rows.reduce(0) { $0 + $1.reached },
            violations: violations)
        let title = left("scenario", 26) + right("points", 8) + right("reached", 9) + right("violations", 12)
        return "\n" + ([title] + (rows + [sum]).map(line)).joined(separator: "\n") + "\n"
    }

    private func line(_ row: Row) -> String {
        left(row.scenario, 26) + right("\(row.points)", 8) + right("\(row.reached)", 9) + right("\(row.violations)", 12)
    }

    private func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(1, width - text.count)) + text
    }
}
