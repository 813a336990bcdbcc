import CLinux
import Glibc

/// A program to start as a child, with everything that it is to inherit.
public struct SpawnRequest: Sendable {
    /// The files to try in turn, until one exists and may be executed.
    public var executables: [FilePath]
    /// All arguments, with the name of the program as the first.
    public var arguments: [[UInt8]]
    /// `NAME=VALUE` each.
    public var environment: [[UInt8]]
    /// The working directory; that of this process where it is nil.
    public var directory: FilePath?
    /// Whether the child leads a session, and so a process group, of its own.
    public var startsSession: Bool
    /// What each of its processes may use; it starts a session then. All signals must be blocked here.
    public var limits: ChildLimits?

    public init(
        executables: [FilePath], arguments: [[UInt8]], environment: [[UInt8]], directory: FilePath? = nil,
        startsSession: Bool = false
    ) {
        self.executables = executables
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.startsSession = startsSession
    }

    /// Descriptors, of this process, that the child gets as its 0, 1 and 2.
    public struct Streams: Sendable {
        public let input, output, error: Int32

        public init(input: Int32, output: Int32, error: Int32) {
            self.input = input
            self.output = output
            self.error = error
        }
    }

    /// Starts the program with an empty signal mask and default signal dispositions; every descriptor but its three
    /// must be close-on-exec here.
    ///
    /// A file that is no program and has no `#!` line is run by `/bin/sh`, as `execvp(3)` does it.
    /// The corresponding C function is `posix_spawn`.
    public func spawn(_ streams: Streams) throws(SystemError) -> pid_t {
        var failure = SystemError("execute", printable(arguments.first ?? []), code: ENOENT)
        for executable in executables where executables.count == 1 || executable.mayExist {
            do throws(SystemError) {
                return try spawn(executable, arguments, streams)
            } catch {
                switch error.code {
                case ENOEXEC:
                    let script = [Array("sh".utf8), executable.bytes] + arguments.dropFirst()
                    return try spawn("/bin/sh", script, streams)
                case ENOENT, ENOTDIR: continue
                case EACCES: failure = error
                default: throw error
                }
            }
        }
        throw failure
    }

    private func spawn(
        _ executable: FilePath, _ arguments: [[UInt8]], _ streams: Streams
    ) throws(SystemError) -> pid_t {
        var pid: pid_t = 0
        let code = executable.withCString { path in
            withCStrings(arguments) { argv in
                withCStrings(environment) { variables in
                    guard let limits else { return spawn(&pid, path, argv, variables, streams) }
                    return spawn(&pid, path, argv, variables, streams, limits)
                }
            }
        }
        if code != 0 { throw SystemError("execute", at: executable, code: code) }
        return pid
    }

    private typealias CStrings = UnsafePointer<UnsafeMutablePointer<CChar>?>

    private func spawn(
        _ pid: inout pid_t, _ path: UnsafePointer<CChar>, _ argv: CStrings, _ variables: CStrings, _ streams: Streams
    ) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, streams.input, 0)
        posix_spawn_file_actions_adddup2(&actions, streams.output, 1)
        posix_spawn_file_actions_adddup2(&actions, streams.error, 2)
        _ = directory?.withCString { clinux_spawn_addchdir(&actions, $0) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        if startsSession { flags |= Int32(CLINUX_SPAWN_SETSID) }
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        return posix_spawn(&pid, path, &actions, &attributes, argv, variables)
    }

    /// The same with limits. The corresponding C functions are `vfork`, `setrlimit`, `nice` and `execve`.
    private func spawn(
        _ pid: inout pid_t, _ path: UnsafePointer<CChar>, _ argv: CStrings, _ variables: CStrings, _ streams: Streams,
        _ limits: ChildLimits
    ) -> Int32 {
        var limits = limits.forC
        let streams = [streams.input, streams.output, streams.error]
        guard let directory else { return clinux_spawn_limited(&pid, path, argv, variables, nil, streams, &limits) }
        return directory.withCString {
            clinux_spawn_limited(&pid, path, argv, variables, $0, streams, &limits)
        }
    }
}

extension FilePath {
    /// Whether a try to execute it can find it: it is cheaper to ask than to try. The corresponding C function is `access`.
    var mayExist: Bool { !isAbsolute || withCString { access($0, F_OK) } == 0 || errno != ENOENT }
}

/// Goes on as another program, with the same environment and descriptors; it returns only where that is refused.
///
/// The corresponding C function is `execv`.
public func becomeProgram(_ executable: FilePath, _ arguments: [[UInt8]]) -> SystemError {
    executable.withCString { path in withCStrings(arguments) { _ = execv(path, $0) } }
    return SystemError("execute", at: executable)
}

/// The files that a shell would try for a command: the path itself where it has a slash, else one in each directory of
/// `PATH` in the environment given. Source: `execvp(3)`, with its default path where `PATH` is not set.
public func executableCandidates(for command: [UInt8], environment: [[UInt8]], directory: FilePath) -> [FilePath] {
    let name = FilePath(bytes: command)
    if command.isEmpty || command.contains(UInt8(ascii: "/")) { return [name] }
    let prefix = Array("PATH=".utf8)
    let path = environment.last { $0.starts(with: prefix) }?.dropFirst(prefix.count) ?? Array("/bin:/usr/bin".utf8)[...]
    return Array(path).parts(separatedBy: UInt8(ascii: ":")).map { directory / FilePath(bytes: $0) / name }
}

/// Calls `body` with a NULL-terminated array of C strings.
func withCStrings<Result>(
    _ strings: [[UInt8]], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let size = strings.reduce(0) { $0 + $1.count + 1 }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size) { storage in
        withUnsafeTemporaryAllocation(of: UnsafeMutablePointer<CChar>?.self, capacity: strings.count + 1) { pointers in
            var rest = storage[...]
            for (index, string) in strings.enumerated() {
                let place = UnsafeMutableBufferPointer(rebasing: rest.prefix(string.count + 1))
                _ = place.initialize(from: string)
                place[string.count] = 0
                pointers[index] = UnsafeMutableRawPointer(place.baseAddress)?.assumingMemoryBound(to: CChar.self)
                rest = rest.dropFirst(string.count + 1)
            }
            pointers[strings.count] = nil
            return body(UnsafePointer(pointers.baseAddress.unsafelyUnwrapped))
        }
    }
}
