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
    ///
    /// - Parameter isOwnFile: whether a file of the spool was touched: a disk that cannot be written to is then no fault of the job.
    init(_ error: SystemError, isOwnFile: Bool = false) {
        let isCommand = error.call == "execute"
        switch error.code {
        case _ where error.isOfMachine: self = .machine(error)
        case EROFS where isOwnFile: self = .machine(error)
        case _ where !isCommand: self = .job(code: 125, reason: error.description)
        case ENOENT, ENOTDIR: self = .job(code: 127, reason: error.description)
        case EACCES, ENOEXEC, EPERM, ELOOP: self = .job(code: 126, reason: error.description)
        default: self = .job(code: 125, reason: error.description)
        }
    }
}

/// A command that executes.
struct StartedCommand: ~Copyable {
    let pid: pid_t
    let files: AttemptFiles
    let streams: CommandStreams
}

/// What a command reads and writes, open.
struct CommandStreams: ~Copyable {
    let input, output, error: FileDescriptor

    var numbers: SpawnRequest.Streams {
        SpawnRequest.Streams(input: input.number, output: output.number, error: error.number)
    }

    /// The output is as safe as the result that speaks of it. An error shows in the output itself, not in the outcome.
    borrowing func syncOutputs() {
        if output.holdsAnything { try? output.sync() }
        if error.holdsAnything { try? error.sync() }
    }
}

extension FileDescriptor {
    /// A file that was cut has no name any more.
    fileprivate var holdsAnything: Bool { (try? status()).map { $0.size > 0 && $0.linkCount > 0 } ?? false }
}

extension Shepherd {
    /// Executes the command: after the attempt counts on the disk, in a session of its own, with the submitter's environment.
    borrowing func start(_ attempt: Int, startedAt: Int64) throws(StartError) -> StartedCommand {
        let files = try begin(attempt, startedAt: startedAt)
        let environment = try environment(attempt)
        let streams = try openStreams(attempt)
        do throws(SystemError) { try job.commitAttempt() } catch { throw .machine(error) }
        note("attempt \(attempt) counts on the disk")
        let pid = try execute(streams, environment)
        note("process \(pid) executes the command")
        // Without the line the next shepherd still finds the command, by its environment.
        if let command = ProcessIdentity(current: pid) { try? files.pid.writeAll(PidRecord.commandLine(command)) }
        return StartedCommand(pid: pid, files: files, streams: streams)
    }

    private func execute(
        _ streams: borrowing CommandStreams, _ environment: [[UInt8]]
    ) throws(StartError) -> pid_t {
        let own = umask(record.umask)
        defer { umask(own) }
        do throws(SystemError) {
            return try request(record.arguments, environment).spawn(streams.numbers)
        } catch {
            throw StartError(error)
        }
    }

    /// The job's command, or that of a task, with the limits of the job.
    ///
    /// A program is looked for as a shell does it; a script is given to the interpreter of its first line, as the kernel does it
    /// (`execve(2)`), but on a file system from which nothing may be executed, too.
    func request(_ arguments: [[UInt8]], _ environment: [[UInt8]]) throws(SystemError) -> SpawnRequest {
        var request = SpawnRequest(
            executables: [], arguments: arguments, environment: environment, directory: record.directory,
            startsSession: true)
        request.limits = record.limits.forChild
        guard record.scriptSize != nil else {
            request.executables = executableCandidates(
                for: arguments[0], environment: environment, directory: record.directory)
            return request
        }
        let interpreter = try job.interpreter()
        let script = spool.path / JobState.running.path(of: job.id) / Layout.script
        request.executables = [interpreter.program]
        request.arguments = interpreter.arguments(script: script) + arguments.dropFirst()
        return request
    }

    func begin(_ attempt: Int, startedAt: Int64) throws(StartError) -> AttemptFiles {
        do throws(SystemError) {
            guard let own = ProcessIdentity(current: getpid()) else {
                throw SystemError("read", "/proc/self/stat", code: EAGAIN)
            }
            let record = PidRecord(
                boot: boot, host: host, inode: try job.descriptor.status().inode, shepherd: own,
                startedMilliseconds: startedAt)
            return try job.beginAttempt(attempt, record)
        } catch {
            throw .machine(error)
        }
    }

    /// The submitter's variables, and those that tell the job what it is.
    func environment(_ attempt: Int) throws(StartError) -> [[UInt8]] {
        do throws(SpoolError) {
            let own = JobVariables(spool: spool.path, id: job.id, attempt: attempt)
            try job.requireFiles(of: record)
            let pools = record.order.needs.named.isEmpty ? nil : job.poolRecord()
            var environment = own.added(to: try job.environment(of: record)) + (pools?.variables ?? [])
            if let script = JobVariables.script(record) { environment.append(script) }
            return environment
        } catch {
            if case .unreadable(_, _, let cause) = error { throw StartError(cause) }
            throw .job(code: 125, reason: error.description)
        }
    }

    private func openStreams(_ attempt: Int) throws(StartError) -> CommandStreams {
        CommandStreams(
            input: try openInput(),
            output: try openOutput(record.output) { () throws(SystemError) in
                try job.openStream(Layout.output(attempt))
            },
            error: try openOutput(record.error) { () throws(SystemError) in
                try job.openStream(Layout.error(attempt))
            })
    }

    /// What the command is to read; it is also seen that its working directory is there.
    func openInput() throws(StartError) -> FileDescriptor {
        do throws(SystemError) {
            // To be told of a missing directory after the fork would look like a missing command.
            _ = try FileDescriptor.workingDirectory.locate(record.directory, isDirectory: true)
        } catch {
            throw StartError(error)
        }
        if let path = record.input { try refusePipe(path) }
        do throws(SystemError) {
            return try FileDescriptor.workingDirectory.openFollowing(record.input ?? "/dev/null", O_RDONLY)
        } catch {
            throw StartError(error)
        }
    }

    /// Until somebody opens the other end of a named pipe, who opens this one is deaf to everything else, such as a time limit.
    private func refusePipe(_ path: FilePath) throws(StartError) {
        guard let file = try? FileDescriptor.workingDirectory.locate(path), (try? file.status())?.kind == .fifo else {
            return
        }
        throw .job(
            code: 125,
            reason: "\(path) is a named pipe, and a job could not be ended while its other end is closed. "
                + "Have the command open it, as in: spool submit -c 'COMMAND < FILE'")
    }

    /// A file of the user's, or one in the job.
    func openOutput(
        _ path: FilePath?, _ openOwn: () throws(SystemError) -> FileDescriptor
    ) throws(StartError) -> FileDescriptor {
        if let path { try refusePipe(path) }
        do throws(SystemError) {
            guard let path else { return try openOwn() }
            let own = umask(record.umask)
            defer { umask(own) }
            return try FileDescriptor.workingDirectory.openFollowing(path, O_WRONLY | O_CREAT | O_APPEND, mode: 0o666)
        } catch {
            throw StartError(error, isOwnFile: path == nil)
        }
    }
}
