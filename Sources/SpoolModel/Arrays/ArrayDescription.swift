import SystemCalls

/// The tasks of an array: one job that runs its command once for each of them.
public struct ArrayDescription: Hashable, Sendable {
    /// The numbers of the tasks.
    public var tasks: ClosedRange<Int>
    /// Bytes in the file `tasks`, which holds the value of each task; nil where the number is the value.
    public var valuesSize: Int?
    /// How many values each task has there; nil for one that is no column.
    public var columns: Int?
    /// How many tasks may run at once; nil where only the slots are a limit.
    public var maximumRunning: Int?
    /// Whether a value is quoted for the shell where it comes into an argument.
    public var quotesValues = false

    /// As many as one shepherd keeps account of within 10 MB.
    public static let mostTasks = 10_000_000
    /// The highest number of a task.
    public static let highestTask = 999_999_999

    public static let mostColumns = 1000

    public init(tasks: ClosedRange<Int>) { self.tasks = tasks }

    /// How many slots it can use.
    public var mostSlots: Int { min(tasks.count, maximumRunning ?? .max) }
}

/// Grammar: a number, or two with a hyphen between them, the first not greater than the second.
public func taskRange(_ text: some Collection<UInt8>) -> ClosedRange<Int>? {
    let ends = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).map { digits -> Int? in
        positiveNumber(digits).flatMap { $0 <= ArrayDescription.highestTask ? Int($0) : nil }
    }
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last else {
        return nil
    }
    return first...last
}

extension ClosedRange where Bound: BinaryInteger {
    /// `7` or `3-9`: the text that `taskRange` reads.
    public var rangeText: String { lowerBound == upperBound ? "\(lowerBound)" : "\(lowerBound)-\(upperBound)" }
}

extension Sequence where Element: BinaryInteger {
    /// Of ascending numbers: ranges, those side by side in one.
    public var ranges: [ClosedRange<Element>] {
        reduce(into: []) { ranges, number in
            if let last = ranges.last, last.upperBound + 1 == number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
    }
}

extension RecordReader {
    /// The fields of an array; nil for a record of one command.
    mutating func array() throws(RecordError) -> ArrayDescription? {
        guard let value = try optional("array") else { return nil }
        guard let tasks = taskRange(value), tasks.count <= ArrayDescription.mostTasks else {
            throw RecordError(problem: "the field 'array' holds '\(printable(value))'")
        }
        var array = ArrayDescription(tasks: tasks)
        array.valuesSize = try optionalNumber("values_bytes", in: 1...Int.max)
        array.columns = try optionalNumber("columns", in: 1...ArrayDescription.mostColumns)
        if array.columns != nil, array.valuesSize == nil {
            throw RecordError(problem: "it has the field 'columns' and no field 'values_bytes'")
        }
        array.maximumRunning = try optionalNumber("max_running", in: 1...Configuration.mostSlots)
        array.quotesValues = try optionalNumber("quotes_values", in: 0...1) == 1
        return array
    }
}

extension RecordText {
    mutating func append(_ array: ArrayDescription) {
        append("array", array.tasks.rangeText)
        append("values_bytes", ifAny: array.valuesSize)
        append("columns", ifAny: array.columns)
        append("max_running", ifAny: array.maximumRunning)
        if array.quotesValues { append("quotes_values", 1) }
    }
}
