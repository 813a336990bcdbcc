import Glibc
import Synchronization
import SystemCalls

/// A program that a test has started, with its output in files.
///
/// Its number is not given back to the kernel before the test has asked for its end, so a signal can hit no stranger.
final class StartedProcess: Sendable {
    let pid: pid_t
    private let files: String
    private let end = Mutex<TerminationStatus?>(nil)

    /// - Parameters:
    ///   - program: the arguments; a program without a slash is looked for in `PATH`.
    ///   - files: the path that `.in`, `.out` and `.err` are appended to.
    init(
        _ program: [[UInt8]], environment: [[UInt8]], directory: String, input: [UInt8] = [], files: String
    ) throws {
        self.files = files
        try writeFile(files + ".in", input)
        let here = FileDescriptor.workingDirectory
        let standardInput = try here.openFollowing(FilePath(files + ".in"), O_RDONLY)
        let output = try here.openFollowing(FilePath(files + ".out"), O_WRONLY | O_CREAT | O_APPEND)
        let error = try here.openFollowing(FilePath(files + ".err"), O_WRONLY | O_CREAT | O_APPEND)
        try Self.descriptorsAreClosedOnExec.get()
        let request = SpawnRequest(
            executables: executableCandidates(
                for: program[0], environment: environment, directory: FilePath(directory)),
            arguments: program, environment: environment, directory: FilePath(directory))
        pid = try request.spawn(.init(input: standardInput.number, output: output.number, error: error.number))
    }

    /// What the test runner itself was started with must not reach what the tests start.
    private static let descriptorsAreClosedOnExec = Result { try closeOtherDescriptorsOnExec() }

    /// How it ended; nil while it runs.
    var status: TerminationStatus? {
        end.withLock { end in
            var status: Int32 = 0
            if end == nil, waitpid(pid, &status, WNOHANG) == pid { end = TerminationStatus(waitStatus: status) }
            return end
        }
    }

    /// The files that its output goes to.
    var outputPath: String { files + ".out" }
    var errorPath: String { files + ".err" }

    /// Sends a signal, unless it was waited for already.
    func signal(_ number: Int32) {
        end.withLock { end in
            if end == nil { kill(pid, number) }
        }
    }

    /// Waits for its end, and gives what it has written.
    func result(within limit: Duration = deadline) async throws -> ToolResult {
        let status = try await value("the end of process \(pid)", within: limit) { self.status }
        return ToolResult(
            status: status, output: readFile(files + ".out") ?? [], error: readFile(files + ".err") ?? [])
    }

    /// Kills it, and waits for its end.
    func end() async throws {
        signal(SIGKILL)
        _ = try await result()
    }
}

/// What a program did.
struct ToolResult: Sendable {
    let status: TerminationStatus
    let output: [UInt8]
    let error: [UInt8]

    /// The exit code as a shell shows it.
    var code: Int32 { status.shellCode }
    var outputText: String { String(decoding: output, as: UTF8.self) }
    var errorText: String { String(decoding: error, as: UTF8.self) }
}

extension StartedProcess {
    /// How often it was woken so far.
    var contextSwitches: Int { EndToEndTests.contextSwitches(of: pid) }
}

/// How often the threads of a process gave up a processor so far; `proc(5)`.
func contextSwitches(of pid: pid_t) -> Int {
    namesIn("/proc/\(pid)/task").flatMap { readLines("/proc/\(pid)/task/\($0)/status") }
        .filter { $0.contains("ctxt_switches") }
        .compactMap { $0.split(separator: "\t").last.flatMap { Int($0) } }.reduce(0, +)
}
