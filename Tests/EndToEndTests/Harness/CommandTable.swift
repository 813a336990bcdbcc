/// The tables of docs/coming-from.md: the command of another program, ours, a remark.
struct CommandTable {
    struct Row: Equatable {
        let line: Int
        /// The heading above it.
        let peer: String
        let commands: [String]
        /// Whether there is nothing like it here, and the row says so.
        let isNotThere: Bool
    }

    private(set) var rows: [Row] = []

    init(_ text: String) {
        var peer = ""
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("## ") { peer = String(line.dropFirst(3)) }
            guard line.hasPrefix("|") else { continue }
            let cells = Self.cells(of: line)
            guard cells.count == 3, cells[1] != "spool", !cells[1].hasPrefix("--") else { continue }
            rows.append(
                Row(
                    line: index + 1, peer: peer, commands: Self.codeSpans(in: cells[1]),
                    isNotThere: cells[1] == "not there"))
        }
    }

    /// Each line of which nothing of ours can be run, though it does not say that there is nothing.
    var problems: [String] {
        rows.filter { row in !row.isNotThere && (row.commands.isEmpty || !row.commands.allSatisfy(Self.isOurs)) }
            .map { "line \($0.line): no command of ours, and not 'not there'" }
    }

    /// A command line with our program in it, or a line of a script that we read.
    private static func isOurs(_ command: String) -> Bool {
        command.hasPrefix("#SPOOL ") || command.split(separator: " ").contains("spool")
    }

    /// What stands between bars; a bar behind a backslash is text.
    private static func cells(of line: Substring) -> [String] {
        let placeholder = "\u{0}"
        let parts = line.replacing("\\|", with: placeholder).split(separator: "|", omittingEmptySubsequences: false)
        return parts.dropFirst().dropLast().map {
            String($0.trimming(while: { $0 == " " })).replacing(placeholder, with: "|")
        }
    }

    private static func codeSpans(in cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}

extension Substring {
    fileprivate func trimming(while isBlank: (Character) -> Bool) -> Substring {
        var text = drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }
}
