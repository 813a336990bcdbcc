import CommandLineSyntax
import SpoolModel
import SystemCalls

/// A command and the lists of values behind it: `CMD {1} {2} ::: a b ::: c d`.
struct ListedCommand {
    var command: [[UInt8]]
    /// None where there is no `:::`.
    var lists: [[[UInt8]]]

    init(_ operands: [[UInt8]]) {
        let mark = Array(":::".utf8)
        // Each kind of array is a type that a start makes.
        guard operands.contains(mark) else {
            (command, lists) = (operands, [])
            return
        }
        let parts = operands.split(separator: mark, omittingEmptySubsequences: false).map(Array.init)
        command = parts[0]
        lists = Array(parts.dropFirst())
    }

    /// Refuses places in a line for the shell where a value could break out of its quotes.
    ///
    /// - Parameter hasColumns: whether lines have columns.
    func checkPlaces(hasColumns: Bool) throws(UsageProblem) {
        let columns = lists.isEmpty ? (hasColumns ? ArrayDescription.mostColumns : nil) : lists.count
        if Template(command, columns: columns).isSafeForShell { return }
        throw .refused(
            "A place such as {} stands in quotes, in a comment, behind << or in backquotes, where a value could break out. Values are quoted "
                + "already: take it out of there, as in \"echo {}\" or \"bash -c 'echo $1' - {}\".")
    }

    /// Refuses a list without values, and more tasks than an array has.
    func check() throws(UsageProblem) {
        for word in [":::+", "::::", "::::+"]
        where lists.joined().contains(Array(word.utf8)) || command.contains(Array(word.utf8)) {
            throw .refused(
                "'\(word)' is not known here, only ':::'. For linked lists, or lists in files, see --colsep and --each."
            )
        }
        if lists.contains([]) { throw .refused("A list behind ':::' holds no value.") }
        if lists.count > ArrayDescription.mostColumns {
            throw .refused("There are more than \(ArrayDescription.mostColumns) lists.")
        }
        let most = ArrayDescription.mostTasks
        let tasks = lists.reduce(1) { product, list in product > most ? product : product * list.count }
        if tasks > most { throw .refused("The lists make more than \(most) tasks.") }
    }

    /// The command of each task: where it has no place for a value, there is one at its end.
    func withPlace(isShellLine: Bool) -> [[UInt8]] {
        if lists.isEmpty || Template(command, columns: lists.count).hasPlaces { return command }
        if isShellLine, let last = command.last {
            return command.dropLast() + [last + [UInt8(ascii: " ")] + JobRecord.place]
        }
        return command + [JobRecord.place]
    }
}

/// The values of the tasks of an array.
struct TaskInput {
    /// Each ended with NUL, those of one task side by side.
    private(set) var values: [UInt8]
    /// How many tasks there are.
    private(set) var count: Int
    /// How many values each of them has; nil for one that is no column.
    private(set) var columns: Int?

    /// A task for each line.
    ///
    /// - Parameter separator: what columns have between them; nil where a line is one value.
    init(_ lines: TaskLines, separator: [UInt8]?) throws {
        values = lines.values
        count = lines.count
        guard let separator else { return }
        let rows = lines.values.dropLast().split(separator: 0, omittingEmptySubsequences: false).map {
            Array($0).parts(separatedBy: separator)
        }
        let columns = rows.map(\.count).max() ?? 1
        if columns > ArrayDescription.mostColumns {
            throw Failure(
                "a line of \(lines.title) has \(columns) columns, and a task \(ArrayDescription.mostColumns) at most. Nothing was queued."
            )
        }
        // A line that is shorter has empty values at its end.
        values = rows.flatMap { row in
            row.flatMap { $0 + [0] } + [UInt8](repeating: 0, count: columns - row.count)
        }
        self.columns = columns
    }

    /// A task for each combination of a value of each list; the last list changes fastest.
    init(product lists: [[[UInt8]]]) {
        var rows: [[UInt8]] = [[]]
        for list in lists {
            rows = rows.flatMap { row in list.map { row + $0 + [0] } }
        }
        values = Array(rows.joined())
        count = rows.count
        columns = lists.count
    }
}

extension ValueParser<[UInt8]> {
    /// What columns have between them: `\\t` is a tab.
    static var separator: Self {
        Self { bytes throws(ValueError) in
            let text = Array(bytes.parts(separatedBy: Array("\\t".utf8)).joined(separator: [9]))
            if text.isEmpty { throw ValueError(expected: "text that is not empty, such as , or \\t for a tab") }
            return text
        }
    }
}
