import SpoolModel
import SystemCalls

/// A job's directory, found by its name alone.
struct FoundJob {
    let id: UInt64
    let state: JobState
    /// From the spool on.
    var path: FilePath { state.path(of: JobID(id)) }
}

/// Every directory with a job's name at a place for jobs, by plain reads of the folders.
func jobs(in spool: FilePath) -> [FoundJob] {
    JobState.all.flatMap { state in
        let shards: [FilePath] = state.isSharded ? names(in: spool / state.folder).filter(isNumber) : ["."]
        return shards.flatMap { shard in
            names(in: spool / state.folder / shard).compactMap { UInt64(ascii: $0.bytes) }.map {
                FoundJob(id: $0, state: state)
            }
        }
    }
}

/// The names in a directory; none where there is no such directory.
func names(in directory: FilePath) -> [FilePath] {
    ((try? FileDescriptor.workingDirectory.openDirectory(directory).entries()) ?? []).sorted {
        $0.bytes.lexicographicallyPrecedes($1.bytes)
    }
}

private func isNumber(_ name: FilePath) -> Bool { UInt64(ascii: name.bytes) != nil }
