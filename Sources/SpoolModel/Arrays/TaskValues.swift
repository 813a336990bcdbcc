import Glibc
import SystemCalls

/// Reads the values of tasks, in ascending order, from the file `tasks`: each ends with NUL, and a task has one for each column.
///
/// It goes through the file once, however long that is.
public struct TaskValues: ~Copyable {
    private let file: FileDescriptor
    private var chunk: [UInt8] = []
    private var position = 0
    /// Which value begins at `position`, counted from 0.
    private var next = 0
    private let first: Int
    private let columns: Int

    public init(of job: borrowing JobDirectory, _ array: ArrayDescription) throws(SystemError) {
        file = try job.descriptor.open(Layout.values, O_RDONLY | O_NONBLOCK)
        first = array.tasks.lowerBound
        columns = array.columns ?? 1
    }

    /// The values of a task; nil where the file ends before them. A task before the last one that was asked for has the file read
    /// from the beginning.
    public mutating func values(of task: Int) throws(SystemError) -> [[UInt8]]? {
        let wanted = (task - first) * columns
        if wanted < next {
            try file.seek(to: 0)
            chunk = []
            position = 0
            next = 0
        }
        while next < wanted { if try nextRange() == nil { return nil } }
        var values: [[UInt8]] = []
        while values.count < columns {
            guard let range = try nextRange() else { return nil }
            values.append(Array(chunk[range]))
        }
        return values
    }

    /// Where the next value lies in the chunk.
    private mutating func nextRange() throws(SystemError) -> Range<Int>? {
        while true {
            if let end = chunk[position...].firstIndex(of: 0) {
                defer { position = end + 1 }
                next += 1
                return position..<end
            }
            let more = try file.read(upTo: 1 << 16)
            if more.isEmpty { return nil }
            chunk = Array(chunk[position...]) + more
            position = 0
        }
    }
}

extension JobRecord {
    /// The command of an array, with places for what differs from task to task.
    public var template: Template { Template(arguments, columns: array?.columns) }
}

/// The commands of tasks, as they are executed.
public struct TaskCommands: ~Copyable {
    private let array: ArrayDescription
    private let template: Template
    private var values: TaskValues?

    public init(of job: borrowing JobDirectory, _ record: JobRecord, _ array: ArrayDescription) throws(SystemError) {
        self.array = array
        template = record.template
        if array.valuesSize != nil { values = try TaskValues(of: job, array) }
    }

    /// The command and its arguments; it costs least in the order of the tasks.
    public mutating func arguments(of task: Int) throws(SystemError) -> [[UInt8]] {
        var words = [Array("\(task)".utf8)]
        if values != nil {
            guard let read = try values?.values(of: task) else {
                throw SystemError("read", "the value of task \(task)", code: EINVAL)
            }
            words = read
        }
        return template.filled(with: words, task: task, quotes: array.quotesValues)
    }
}
