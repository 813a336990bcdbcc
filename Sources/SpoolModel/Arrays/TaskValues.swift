import Glibc
import SystemCalls

/// Reads the values of tasks, in ascending order, from the file `tasks`: each ends with NUL.
///
/// It goes through the file once, however long that is.
public struct TaskValues: ~Copyable {
    private let file: FileDescriptor
    private var chunk: [UInt8] = []
    private var position = 0
    /// The task whose value begins at `position`.
    private var next: Int

    public init(of job: borrowing JobDirectory, _ array: ArrayDescription) throws(SystemError) {
        file = try job.descriptor.open(Layout.values, O_RDONLY | O_NONBLOCK)
        next = array.tasks.lowerBound
    }

    /// The value of a task; nil where the file ends before it. A task before the last one that was asked for has the file read
    /// from the beginning.
    public mutating func value(of task: Int, first: Int) throws(SystemError) -> [UInt8]? {
        if task < next {
            try file.seek(to: 0)
            chunk = []
            position = 0
            next = first
        }
        while true {
            guard let end = chunk[position...].firstIndex(of: 0) else {
                let more = try file.read(upTo: 1 << 16)
                if more.isEmpty { return nil }
                chunk = Array(chunk[position...]) + more
                position = 0
                continue
            }
            let start = position
            position = end + 1
            next += 1
            if next == task + 1 { return Array(chunk[start..<end]) }
        }
    }
}
