import Glibc
import SpoolModel
import SystemCalls

/// Why a command was not executed.
enum StartError: Error {
    /// It never will be: the exit code that a shell would give, and one line for people. 127: not found, 126: found but not
    /// executable, 125: anything else, such as a missing directory (`timeout(1)`).
    case job(code: Int32, reason: String)
    /// There is no process, memory, descriptor or room for it at present.
    case machine(SystemError)

    /// Sorts an error of a call made for the job's sake.
    init(_ error: SystemError) {
        let isCommand = error.call == "execute"
        switch error.code {
        case EAGAIN, ENOMEM, EMFILE, ENFILE, ENOSPC, EDQUOT, EIO: self = .machine(error)
        case _ where !isCommand: self = .job(code: 125, reason: error.description)
        case ENOENT, ENOTDIR: self = .job(code: 127, reason: error.description)
        case EACCES, ENOEXEC, EPERM, ELOOP: self = .job(code: 126, reason: error.description)
        default: self = .job(code: 125, reason: error.description)
        }
    }
}

extension Shepherd {
    /// Executes the command: after `pid.N` is on the disk, in a session of its own, with the submitter's environment.
    borrowing func start(_ attempt: Int, startedAt: Int64) throws -> pid_t {
        let pidFile = try begin(attempt, startedAt: startedAt)
        let environment = try environment(attempt)
        do throws(SystemError) {
            let streams = try openStreams(attempt)
            _ = try FileDescriptor.workingDirectory.locate(record.directory, isDirectory: true)
            let request = SpawnRequest(
                executables: executableCandidates(
                    for: record.arguments[0], environment: environment, directory: record.directory),
                arguments: record.arguments, environment: environment, directory: record.directory,
                startsSession: true)
            let own = umask(record.umask)
            defer { umask(own) }
            let pid = try request.spawn(
                .init(input: streams.input.number, output: streams.output.number, error: streams.error.number))
            // Without the line the next shepherd still finds the command, by its environment.
            if let command = ProcessIdentity(current: pid) { try? pidFile.writeAll(PidRecord.commandLine(command)) }
            return pid
        } catch {
            throw StartError(error)
        }
    }

    private func begin(_ attempt: Int, startedAt: Int64) throws -> FileDescriptor {
        do throws(SystemError) {
            guard let own = ProcessIdentity(current: getpid()) else {
                throw SystemError("read", "/proc/self/stat", code: EAGAIN)
            }
            let record = PidRecord(
                boot: boot, host: host, inode: try job.descriptor.status().inode, shepherd: own,
                startedMilliseconds: startedAt)
            return try job.beginAttempt(attempt, record, in: spool)
        } catch {
            throw StartError.machine(error)
        }
    }

    /// The submitter's variables, and those that tell the job what it is.
    private func environment(_ attempt: Int) throws -> [[UInt8]] {
        do throws(SpoolError) {
            let own = JobVariables(spool: spool.path, id: job.id, attempt: attempt)
            return own.added(to: try job.environment(of: record))
        } catch {
            if case .unreadable(_, _, let cause) = error { throw StartError(cause) }
            throw StartError.job(code: 125, reason: error.description)
        }
    }

    private struct Streams: ~Copyable {
        let input, output, error: FileDescriptor
    }

    private func openStreams(_ attempt: Int) throws(SystemError) -> Streams {
        Streams(
            input: try FileDescriptor.workingDirectory.openFollowing(record.input ?? "/dev/null", O_RDONLY),
            output: try openOutput(record.output, Layout.output(attempt)),
            error: try openOutput(record.error, Layout.error(attempt)))
    }

    private func openOutput(_ path: FilePath?, _ name: FilePath) throws(SystemError) -> FileDescriptor {
        guard let path else { return try job.openStream(name) }
        let own = umask(record.umask)
        defer { umask(own) }
        return try FileDescriptor.workingDirectory.openFollowing(path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o666)
    }
}
