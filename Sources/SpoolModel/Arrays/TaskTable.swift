import Glibc
import SystemCalls

/// The file `tasks.N`: what became of each task in attempt N of an array, 128 bytes each in the order of their numbers. A task that was
/// not started is a hole, so it costs no disk.
public final class TaskTable: Sendable {
    public let file: FileDescriptor
    private let tasks: ClosedRange<Int>

    init(file: consuming FileDescriptor, tasks: ClosedRange<Int>) {
        self.file = file
        self.tasks = tasks
    }

    /// What is known of a task.
    public func slot(of task: Int) throws(SystemError) -> TaskSlot {
        TaskSlot(try file.read(upTo: TaskSlot.size, at: offset(of: task)))
    }

    /// Says that a task starts; whatever was known of it is gone.
    public func write(_ start: TaskSlot.Start, of task: Int) throws(SystemError) {
        let rest = [UInt8](repeating: 0, count: TaskSlot.size - TaskSlot.startSize)
        try file.writeAll(start.serialized + rest, at: offset(of: task))
    }

    /// Says how a task ended.
    public func write(_ end: TaskSlot.End, of task: Int) throws(SystemError) {
        try file.writeAll(end.serialized, at: offset(of: task) + TaskSlot.startSize)
    }

    /// Takes a start back whose command was never executed.
    public func clear(_ task: Int) throws(SystemError) {
        try file.writeAll([UInt8](repeating: 0, count: TaskSlot.size), at: offset(of: task))
    }

    /// Calls `body` for each task that was started, ascending: with `waiting` for those that are to be run again. Holes are passed over.
    public func forEachPhase(_ body: (Int, TaskPhase) -> Void) throws(SystemError) {
        let chunk = 4096 * TaskSlot.size
        var position = 0
        while let data = try file.nextData(from: position) {
            position = data / TaskSlot.size * TaskSlot.size
            let bytes = try file.read(upTo: chunk, at: position)
            if bytes.count < TaskSlot.size { return }
            bytes.withUnsafeBytes { buffer in
                for index in 0..<(buffer.count / TaskSlot.size) {
                    let start = index * TaskSlot.size
                    let task = tasks.lowerBound + position / TaskSlot.size + index
                    if let phase = TaskSlot.phase(of: buffer[start..<(start + TaskSlot.size)]), tasks.contains(task) {
                        body(task, phase)
                    }
                }
            }
            position += bytes.count / TaskSlot.size * TaskSlot.size
        }
    }

    /// Some slots from the first one on that is no hole; nil where nothing has started from there on.
    public func started(
        from task: Int, in range: ClosedRange<Int>
    ) throws(SystemError) -> (first: Int, slots: [TaskSlot])? {
        guard let data = try file.nextData(from: offset(of: task)) else { return nil }
        let first = max(task, tasks.lowerBound + data / TaskSlot.size)
        if first > range.upperBound { return nil }
        let count = min(64, range.upperBound - first + 1)
        let bytes = try file.read(upTo: count * TaskSlot.size, at: offset(of: first))
        let slots = stride(from: 0, to: bytes.count / TaskSlot.size * TaskSlot.size, by: TaskSlot.size)
            .map { TaskSlot(bytes[$0..<($0 + TaskSlot.size)]) }
        return slots.isEmpty ? nil : (first, slots)
    }

    private func offset(of task: Int) -> Int { (task - tasks.lowerBound) * TaskSlot.size }
}

extension JobDirectory {
    /// Makes the table of an attempt.
    public func makeTable(attempt: Int, of array: ArrayDescription) throws(SystemError) -> TaskTable {
        TaskTable(file: try descriptor.open(Layout.tasks(attempt), O_RDWR | O_CREAT), tasks: array.tasks)
    }

    /// Opens the table of an attempt; nil where it had none.
    public func table(
        attempt: Int, of array: ArrayDescription, forWriting: Bool = false
    ) throws(SystemError) -> TaskTable? {
        do throws(SystemError) {
            let file = try descriptor.open(Layout.tasks(attempt), (forWriting ? O_RDWR : O_RDONLY) | O_NONBLOCK)
            guard try file.status().kind == .regular else { return nil }
            return TaskTable(file: file, tasks: array.tasks)
        } catch {
            if error.isAbsence { return nil }
            throw error
        }
    }
}
