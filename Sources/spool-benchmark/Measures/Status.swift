import Glibc
import SystemCalls

extension Bench {
    /// How long the table of a spool takes that holds many finished jobs.
    func status() throws -> Section {
        let directory = try workspace.makeDirectory("status")
        let spool = SpoolDirectory(path: directory / "spool", program: spool)
        try Child.run(spool.command(["submit", "true"]))
        try Child.run(spool.command(["supervise", "--slots", "1", "--drain"]))
        try spool.multiplyFirst(sizes.finishedJobs)
        let seconds = try (0..<sizes.statusCalls).map { _ in
            try Cost.measuring { try Child.run(spool.command(["status"])) }.wall
        }
        return Section(
            title: "Status",
            remarks: ["`spool status` with \(sizes.finishedJobs) finished jobs, \(sizes.statusCalls) calls."],
            header: ["call", "median, ms", "slowest, ms"],
            rows: [["`spool status`", (seconds.median * 1000).text(1), ((seconds.max() ?? 0) * 1000).text(1)]])
    }
}

extension SpoolDirectory {
    /// Makes further finished jobs like the first one, by plain file operations, and takes their ids.
    fileprivate func multiplyFirst(_ count: Int) throws {
        let here = FileDescriptor.workingDirectory
        let succeeded = path / "finished/succeeded"
        let first = try here.openDirectory(succeeded / "0/1")
        let files = try first.entries().map { ($0, try first.open($0, O_RDONLY).readAll()) }
        for id in 2...count {
            let shard = succeeded / "\(id / 1000)"
            try here.makeDirectoryIfAbsent(shard)
            try here.makeDirectory(shard / "\(id)")
            let job = try here.openDirectory(shard / "\(id)")
            for (name, content) in files {
                try job.open(name, O_WRONLY | O_CREAT | O_EXCL).writeAll(content)
            }
        }
        try here.rename(path / "ids/2", to: path / "ids/\(count + 1)")
    }
}
