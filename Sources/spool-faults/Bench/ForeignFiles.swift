import Glibc
import SpoolModel
import SystemCalls

/// Files that are not the spool's, at each of its levels: nobody may touch them.
struct ForeignFiles {
    private var planted: [FilePath] = []

    private static let content = Array("not of the spool\n".utf8)

    /// Plants a file, and a folder with a file, in every folder that there is.
    ///
    /// - Parameter withJobs: also within jobs that rest.
    mutating func plant(in spool: FilePath, withJobs: Bool) throws {
        var folders: [FilePath] = ["", "tmp", "ids", "environments", "settings", "unique", "untold"]
        for state in JobState.all {
            folders.append(state.folder)
            if state.isSharded { folders.append(state.folder / "0") }
        }
        // A running one may move on at any moment.
        if withJobs { folders += jobs(in: spool).filter { $0.state != .running }.map(\.path) }
        let here = FileDescriptor.workingDirectory
        for folder in folders {
            let place = spool / folder
            guard (try? here.statusIfPresent(of: place)) ?? nil != nil else { continue }
            try plant(place / "foreign")
            try here.makeDirectory(place / "foreign.d")
            try plant(place / "foreign.d/1")
        }
    }

    private mutating func plant(_ path: FilePath) throws {
        try FileDescriptor.workingDirectory.open(path, O_WRONLY | O_CREAT | O_EXCL).writeAll(Self.content)
        planted.append(path)
    }

    /// Those that are gone or changed; one within a job goes where the job goes.
    func disturbed(in spool: FilePath) -> [FilePath] {
        planted.filter { path in
            if has(path) { return false }
            guard let start = path.bytes.indices.first(where: { path.bytes[$0...].starts(with: "/foreign".utf8) })
            else { return true }
            let name = FilePath(bytes: path.bytes[..<start]).lastComponent
            return !jobs(in: spool).contains { job in
                FilePath("\(job.id)") == name && has(spool / job.path / FilePath(bytes: path.bytes[(start + 1)...]))
            }
        }
    }

    private func has(_ path: FilePath) -> Bool {
        (try? FileDescriptor.workingDirectory.open(path, O_RDONLY).readAll()) == Self.content
    }
}
