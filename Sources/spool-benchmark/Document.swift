import SystemCalls

/// One table of the document, with what a reader must know of it.
struct Section: Sendable {
    let title: String
    /// Paragraphs before the table.
    let remarks: [String]
    let header: [String]
    let rows: [[String]]
    var plots: [Plot] = []

    /// - Parameter pictures: what the names of the plots' files begin with; nil where there are no such files.
    func markdown(pictures: String?) -> String {
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
        let images = pictures.map { start in plots.map { "![\($0.title)](\(start)\($0.name).svg)" } } ?? []
        return
            (["## \(title)"] + remarks + [([line(header), rule] + rows.map(line)).joined(separator: "\n")] + images)
            .joined(separator: "\n\n") + "\n"
    }
}

/// The whole of docs/benchmarks/DATE.md.
struct Document: Sendable {
    let date: String
    var machine: [String]
    var versions: [String]
    var commandLine: String
    var sections: [Section] = []

    func markdown(pictures: String? = nil) -> String {
        let head = """
            # Benchmarks of \(date)

            Written by `spool-benchmark`. Everything was measured in one run on one machine that may have
            done other work beside it, the programs in turn, and what is shown are medians: compare figures of one table
            with each other, and not with those of another day.

            ```
            \(commandLine)
            ```


            """
        return head + (machine + versions).map { "- \($0)\n" }.joined() + "\n"
            + sections.map { $0.markdown(pictures: pictures) }.joined(separator: "\n")
    }

    /// Writes the document and its plots into a directory, which is made where it is missing.
    func write(to directory: FilePath) throws {
        _ = try FileDescriptor.workingDirectory.makeDirectoryIfAbsent(directory)
        for plot in sections.flatMap(\.plots) {
            try writeFile(directory / FilePath("\(date)-\(plot.name).svg"), Array(plot.svg.utf8))
        }
        try writeFile(directory / FilePath("\(date).md"), Array(markdown(pictures: date + "-").utf8))
    }
}
