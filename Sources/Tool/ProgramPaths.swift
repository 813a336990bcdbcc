import SystemCalls

/// What `spool` becomes for commands that start jobs, and what looks after one job.
private let supervisor: FilePath = "spool-supervisor"
private let shepherd: FilePath = "spool-shepherd"

/// The programs without which `spool` starts no jobs.
let neededPrograms = [supervisor, shepherd]

/// A program that belongs to this one: beside it, or in `../libexec`.
func programPath(_ name: FilePath) throws -> FilePath { try programPath(name, in: try OwnProcess.executable().parent) }

/// The same for a program in another directory.
func programPath(_ name: FilePath, in directory: FilePath) throws -> FilePath {
    let found = try [directory / name, directory / "../libexec" / name].first { candidate in
        do throws(SystemError) { _ = try FileDescriptor.workingDirectory.locate(candidate) } catch {
            if error.isAbsence { return false }
            throw error
        }
        return true
    }
    guard let found else {
        throw Failure("there is no \(name) in \(directory). Install it beside spool.")
    }
    return found
}

func supervisorPath() throws -> FilePath { try programPath(supervisor) }
func shepherdPath() throws -> FilePath { try programPath(shepherd) }
