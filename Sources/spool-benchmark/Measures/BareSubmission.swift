import Glibc
import SystemCalls

/// What a submission writes, moves and syncs, without all that it reads before, made by a process that runs already: what there is to pay on a
/// disk, whoever submits.
///
/// Source: the commit point of `submit` in docs/spool-format.md.
final class BareSubmission {
    private let root, ids: FileDescriptor
    private var next = 0

    /// Makes folders as a spool has them, in a new directory.
    init(in directory: FilePath) throws {
        try FileDescriptor.workingDirectory.makeDirectory(directory)
        let root = try FileDescriptor.workingDirectory.openDirectory(directory)
        for folder: FilePath in ["ids", "tmp", "environments", "queued", "queued/0"] { try root.makeDirectory(folder) }
        for file: FilePath in ["ids/0", "environments/e", "wake"] { _ = try root.open(file, O_WRONLY | O_CREAT) }
        let ids = try root.openDirectory("ids")
        self.root = root
        self.ids = ids
    }

    /// Queues one more job, durably.
    func submit() throws(SystemError) {
        let id = FilePath("\(next)")
        next += 1
        try ids.rename(id, to: FilePath("\(next)"))
        let building = "tmp" / id
        try root.makeDirectory(building)
        let job = try root.openDirectory(building)
        try root.link("environments/e", as: "environment", in: job)
        let record = try job.open("job", O_WRONLY | O_CREAT | O_EXCL)
        try record.writeAll([UInt8](repeating: UInt8(ascii: "x"), count: 100))
        record.startWriting()
        try ids.sync()
        try job.sync()
        try record.sync()
        let shard = try root.openDirectory("queued/0")
        try root.rename(building, to: id, in: shard)
        try shard.sync()
        try root.touch("wake")
    }
}
