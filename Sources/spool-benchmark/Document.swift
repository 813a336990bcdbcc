/// One table of the document, with what a reader must know of it.
struct Section: Sendable {
    let title: String
    /// Paragraphs before the table.
    let remarks: [String]
    let header: [String]
    let rows: [[String]]

    var markdown: String {
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        func line(_ cells: [String]) -> String {
            let padded = zip(cells, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            return "| " + padded.joined(separator: " | ") + " |"
        }
        let rule = "|" + widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "|") + "|"
        return (["## \(title)"] + remarks + [([line(header), rule] + rows.map(line)).joined(separator: "\n")])
            .joined(separator: "\n\n") + "\n"
    }
}

/// The whole of docs/benchmarks.md.
struct Document: Sendable {
    var machine: [String]
    var versions: [String]
    var commandLine: String
    var sections: [Section] = []

    var markdown: String {
        let head = """
            # Benchmarks

            Written by `spool-benchmark` on \(Machine.date). Everything was measured in one run on one machine that may have
            done other work beside it, the programs in turn, and what is shown are medians: compare figures of one table
            with each other, and not with those of another day.

            ```
            \(commandLine)
            ```


            """
        return head + (machine + versions).map { "- \($0)\n" }.joined() + "\n"
            + sections.map(\.markdown).joined(separator: "\n")
    }
}
