import Glibc
import SystemCalls

/// Building in minutes what would take hours to come about, by plain file operations: docs/spool-format.md.
extension SpoolDirectory {
    /// The number that the next job will have.
    func nextID() throws -> Int {
        let names = try FileDescriptor.workingDirectory.openDirectory(path / "ids").entries()
        guard let next = names.compactMap({ Int($0.text) }).max() else {
            throw Failure("\(path / "ids") holds no number.")
        }
        return next
    }

    /// The number of the job that is next in the queue; that of the next submission where none is queued.
    func firstQueued() throws -> Int {
        let here = FileDescriptor.workingDirectory
        let queued = path / "queued"
        func numbers(_ folder: FilePath) throws -> [Int] {
            try here.openDirectory(folder).entries().compactMap { Int($0.text) }
        }
        for shard in try numbers(queued).sorted() {
            if let first = try numbers(queued / "\(shard)").min() { return first }
        }
        return try nextID()
    }

    /// Submits an array and has half of it be done; held, it has the number 1.
    func makeHalfDoneArray(of tasks: Int) throws {
        try Child.run(command(["submit", "--array", "1-2", "true"]))
        try Child.run(command(["hold", "1.2"]))
        try Child.run(command(["supervise", "--slots", "1", "--drain"]))
        let job = path / "held/0/1"
        let half = tasks / 2
        try rewrite(job / "job") { replacing("array=1-2\0", "array=1-\(tasks)\0", in: $0) }
        try rewrite(job / "tasks.1") { record in Array((0..<half).map { _ in record.prefix(128) }.joined()) }
        try rewrite(job / "result.1") { record in
            let counted = replacing("tasks_succeeded=1\n", "tasks_succeeded=\(half)\n", in: record)
            return replacing("tasks_waiting=1\n", "tasks_waiting=\(tasks - half)\n", in: counted)
        }
        try FileDescriptor.workingDirectory.unlink(job / "hold.2")
    }

    private func rewrite(_ file: FilePath, _ change: ([UInt8]) -> [UInt8]) throws {
        let content = try FileDescriptor.workingDirectory.openFollowing(file, O_RDONLY).readAll()
        try writeFile(file, change(content))
    }

    private func replacing(_ old: String, _ new: String, in content: [UInt8]) -> [UInt8] {
        let old = Array(old.utf8)
        guard let start = content.indices.first(where: { content[$0...].starts(with: old) }) else { return content }
        return Array(content[..<start]) + Array(new.utf8) + Array(content[(start + old.count)...])
    }

    /// Makes further finished jobs like one of the first shard, and takes their ids.
    func multiply(_ id: Int, by count: Int) throws {
        let here = FileDescriptor.workingDirectory
        let succeeded = path / "finished/succeeded"
        let model = try here.openDirectory(succeeded / "0/\(id)")
        let files = try model.entries().map { ($0, try model.open($0, O_RDONLY).readAll()) }
        let first = try nextID()
        // They share their files, so that each takes one inode; but on ext4 a file has no more than 65,000 names.
        var shared = succeeded / "0/\(id)"
        for id in first..<first + count {
            let shard = succeeded / "\(id / 1000)"
            let isFirstOfShard = id == first || id % 1000 == 0
            if isFirstOfShard { _ = try here.makeDirectoryIfAbsent(shard) }
            try here.makeDirectory(shard / "\(id)")
            let job = try here.openDirectory(shard / "\(id)")
            for (name, content) in files {
                if !isFirstOfShard {
                    try here.link(shared / name, as: name, in: job)
                } else {
                    try job.open(name, O_WRONLY | O_CREAT | O_EXCL).writeAll(content)
                }
            }
            if isFirstOfShard { shared = shard / "\(id)" }
        }
        try here.rename(path / "ids/\(first)", to: path / "ids/\(first + count)")
    }
}
