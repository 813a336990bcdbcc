import Glibc
import SystemCalls

/// The files that the tasks of an attempt write to: `outputs.N` and `errors.N`.
///
/// A command writes to a file `lane-K`. If that is empty at the end of the task, the next one has it too; else it is renamed to
/// `S/TASK`, S being the task's number divided by 1000, and made durable before the task's end is. No number K is used again
/// after that, so nothing that was written can be taken for another task's.
public enum TaskStream: CaseIterable, Sendable {
    case output, error

    /// The folder of an attempt.
    public func folder(_ attempt: Int) -> FilePath {
        FilePath(self == .output ? "outputs.\(attempt)" : "errors.\(attempt)")
    }

    /// What a task writes to while it runs.
    public func lane(_ lane: Int, _ attempt: Int) -> FilePath { folder(attempt) / "lane-\(lane)" }

    func shard(of task: Int, _ attempt: Int) -> FilePath {
        folder(attempt) / "\(task / Int(Layout.jobsPerShard))"
    }

    /// What a task wrote, once it has ended.
    public func file(of task: Int, _ attempt: Int) -> FilePath { shard(of: task, attempt) / "\(task)" }
}

extension JobDirectory {
    /// Makes the folders of an attempt.
    public func makeTaskFolders(attempt: Int) throws(SystemError) {
        for stream in TaskStream.allCases { try descriptor.makeDirectoryIfAbsent(stream.folder(attempt)) }
    }

    /// Makes or opens the file that a task is to write to.
    public func openLane(_ lane: Int, _ stream: TaskStream, attempt: Int) throws(SystemError) -> FileDescriptor {
        try descriptor.open(stream.lane(lane, attempt), O_WRONLY | O_CREAT | O_APPEND)
    }

    /// Gives what a task wrote its own name, once its content is on the disk; false where it wrote nothing.
    ///
    /// The name itself is durable after `syncShards`.
    ///
    /// - Parameter budget: how much is kept of it; nil for all.
    public func keepLane(
        _ lane: Int, _ stream: TaskStream, of task: Int, attempt: Int, _ budget: OutputBudget?
    ) throws(SystemError) -> Bool {
        let name = stream.lane(lane, attempt)
        guard let status = try descriptor.statusIfPresent(of: name), status.size > 0 else { return false }
        if let budget { _ = try? cut(name, budget) }
        try descriptor.open(name, O_WRONLY | O_NONBLOCK).syncData()
        let target = stream.file(of: task, attempt)
        do throws(SystemError) { try descriptor.rename(name, to: target) } catch {
            guard error.code == ENOENT else { throw error }
            try descriptor.makeDirectoryIfAbsent(stream.shard(of: task, attempt))
            try descriptor.openDirectory(stream.folder(attempt)).sync()
            try descriptor.rename(name, to: target)
        }
        return true
    }

    /// Makes the names of what some tasks wrote durable.
    public func syncShards(_ stream: TaskStream, of tasks: [Int], attempt: Int) throws(SystemError) {
        for shard in Set(tasks.map { stream.shard(of: $0, attempt) }) { try descriptor.openDirectory(shard).sync() }
    }

    /// Forgets a lane that no task will have any more.
    public func deleteLane(_ lane: Int, _ stream: TaskStream, attempt: Int) {
        try? descriptor.unlink(stream.lane(lane, attempt))
    }

    /// Deletes what no task of an attempt has written to, and then the folders where nothing is left.
    public func deleteEmptyLanes(attempt: Int) {
        for stream in TaskStream.allCases {
            let folder = stream.folder(attempt)
            guard let names = try? descriptor.openDirectory(folder).entries() else { continue }
            for name in names where (try? descriptor.status(of: folder / name))?.size == 0 {
                try? descriptor.unlink(folder / name)
            }
            try? descriptor.removeDirectory(folder)
        }
    }

    /// What a task has written; nil where it wrote nothing, or its output goes elsewhere.
    ///
    /// - Parameter lane: where it wrote to while it ran.
    public func openTaskFile(
        _ stream: TaskStream, of task: Int, lane: Int?, attempt: Int
    ) throws(SystemError) -> FileDescriptor? {
        let names = [lane.map { stream.lane($0, attempt) }, stream.file(of: task, attempt)].compactMap { $0 }
        for name in names {
            do throws(SystemError) {
                let file = try descriptor.open(name, O_RDONLY | O_NONBLOCK)
                // A device may never end.
                if try file.status().kind == .regular { return file }
            } catch {
                if !error.isAbsence { throw error }
            }
        }
        return nil
    }
}
