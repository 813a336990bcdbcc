import Glibc
import Synchronization
import SystemCalls
import Testing

/// A spool of one test, in a directory of its own; and the tool, run on it.
final class TestSpool: Sendable {
    /// A directory for whatever the test needs beside the spool.
    let base: String
    /// The spool.
    let path: String
    private let started = Mutex<[StartedProcess]>([])

    private init(base: String, path: String) {
        self.base = base
        self.path = path
    }

    /// Gives the test a spool, and takes away every process and every file of it afterwards.
    ///
    /// - Parameters:
    ///   - directory: where to make the spool, if not in `base`.
    ///   - name: the spool's name; hostile by default.
    static func with(
        in directory: String? = nil, name: String = "it's a\nspool", _ body: (TestSpool) async throws -> Void
    ) async throws {
        await TestSlots.shared.take()
        let base = try makeTemporaryDirectory("/tmp/spool tests'\n")
        let spool = TestSpool(base: base, path: (directory ?? base) + "/" + name)
        do { try await body(spool) } catch {
            try await spool.cleanUp(explaining: true)
            await TestSlots.shared.give()
            throw error
        }
        try await spool.cleanUp(explaining: false)
        await TestSlots.shared.give()
    }

    // MARK: Running the tool

    /// Where the programs lie: in `SPOOL_TEST_PROGRAMS`, such as those of a release build, else beside the test program.
    static let programs: String = {
        if let given = OwnProcess.variable("SPOOL_TEST_PROGRAMS") {
            return String(decoding: given.bytes, as: UTF8.self)
        }
        let own = (try? OwnProcess.executable())?.parent
        return own.map { String(decoding: $0.bytes, as: UTF8.self) } ?? "."
    }()

    static let tool = programs + "/spool"

    /// What every program is started with, unless the test says otherwise.
    var environment: [[UInt8]] {
        let path = OwnProcess.variable("PATH")?.bytes ?? Array("/usr/bin:/bin".utf8)
        return [Array("PATH=".utf8) + path, Array("HOME=\(base)".utf8)]
    }

    /// Starts any program in `base`.
    func start(
        _ program: [[UInt8]], environment: [[UInt8]]? = nil, directory: String? = nil, input: [UInt8] = []
    ) throws -> StartedProcess {
        try started.withLock { started in
            let process = try StartedProcess(
                program, environment: environment ?? self.environment, directory: directory ?? base, input: input,
                files: "\(base)/.process-\(started.count)")
            started.append(process)
            return process
        }
    }

    /// A command line of the shell on a terminal of its own, by script(1). Its input stays open: at the end of its own input `script` may end
    /// before the command does.
    static func onTerminal(_ line: String) -> [String] {
        let script = """
            in=./terminal.$$; mkfifo "$in" && exec 3<>"$in" && rm "$in" && exec script -qec "$0" /dev/null <&3
            """
        return ["/bin/sh", "-c", script, line]
    }

    func start(_ program: [String], environment: [[UInt8]]? = nil, directory: String? = nil) throws -> StartedProcess {
        try start(program.map { Array($0.utf8) }, environment: environment, directory: directory)
    }

    /// Runs any program to its end.
    @discardableResult
    func execute(_ program: String...) async throws -> ToolResult { try await start(program).result() }

    /// Runs `spool --spool PATH …` to its end.
    func run(
        bytes arguments: [[UInt8]], environment: [[UInt8]]? = nil, directory: String? = nil, input: [UInt8] = []
    ) async throws -> ToolResult {
        let command = [Self.tool, "--spool", path].map { Array($0.utf8) } + arguments
        return try await start(command, environment: environment, directory: directory, input: input).result()
    }

    func run(_ arguments: String..., environment: [[UInt8]]? = nil, input: [UInt8] = []) async throws -> ToolResult {
        try await run(bytes: arguments.map { Array($0.utf8) }, environment: environment, input: input)
    }

    /// Submits a command, given with its options.
    func submit(_ arguments: String..., environment: [[UInt8]]? = nil) async throws -> Int {
        try await submit(bytes: arguments.map { Array($0.utf8) }, environment: environment)
    }

    func submit(
        bytes arguments: [[UInt8]], environment: [[UInt8]]? = nil, directory: String? = nil
    ) async throws -> Int {
        let result = try await run(
            bytes: [Array("submit".utf8)] + arguments, environment: environment, directory: directory)
        #expect(result.errorText == "")
        return try #require(Int(result.outputText.dropLast()), "submit printed \(result.outputText)")
    }

    /// Submits a line for the shell.
    func submit(line: String, _ options: String...) async throws -> Int {
        try await submit(bytes: (options + ["-c", line]).map { Array($0.utf8) })
    }

    /// Starts a supervisor in the background, and waits until it is in charge.
    @discardableResult
    func supervise(_ arguments: String...) async throws -> StartedProcess {
        try await supervise(through: [], arguments)
    }

    /// The same by way of another program, such as `prlimit`, that executes it.
    @discardableResult
    func supervise(through prefix: [String], _ arguments: [String] = []) async throws -> StartedProcess {
        let process = try start(prefix + [Self.tool, "--spool", path, "supervise"] + arguments)
        try await eventually("a supervisor, or its end") {
            process.status != nil || self.supervisor["pid"] == "\(process.pid)"
        }
        return process
    }

    /// Runs everything that is queued.
    func drain(_ arguments: String...) async throws {
        let result = try await run(bytes: (["supervise", "--drain"] + arguments).map(\.bytes))
        #expect(result.code == 0 && result.error == [], "\(result.errorText)")
    }

    /// Makes a file that may be executed, by way of another program: one that this program had open for writing could be busy.
    func writeProgram(_ path: String, _ content: String) async throws {
        let result = try await execute("sh", "-c", #"printf %s "$1" > "$0" && chmod 755 "$0""#, path, content)
        #expect(result.code == 0)
    }

    // MARK: Taking it away

    /// Ends what the test started, and then whatever was started with this spool's name among its variables.
    private func cleanUp(explaining: Bool) async throws {
        if explaining { print("left behind by a failed test:\n\(describeJobs())") }
        for process in started.withLock({ $0 }) { try await process.end() }
        let mark = Array("SPOOL_DIR=\(path)".utf8)
        let marks = Set(jobPids().map { $0.identity })
        var emptyLooks = 0
        try await eventually("the end of every process of \(path)") {
            let left = allProcesses().filter { process in
                if process.isZombie { return false }
                return marks.contains(process.identity)
                    || environmentOfProcess(process.identity.pid)?.contains(mark) == true
                    || self.isShepherd(process.identity.pid)
            }
            for process in left { ProcessHandle(process.identity)?.send(SIGKILL) }
            // A messenger whose shepherd started it and ended during the look is missed by that look.
            emptyLooks = left.isEmpty ? emptyLooks + 1 : 0
            return emptyLooks == 2
        }
        let removal = try StartedProcess(
            ["/bin/rm", "-rf", "--", base].map { Array($0.utf8) }, environment: [], directory: "/",
            files: base + ".removal")
        let result = try await removal.result()
        for ending in [".in", ".out", ".err"] { unlink(base + ".removal" + ending) }
        #expect(result.code == 0, "\(result.errorText)")
    }

    /// Whether a process is a shepherd of this spool: its descriptor 1 is the spool.
    private func isShepherd(_ pid: pid_t) -> Bool {
        (try? FilePath("/proc/\(pid)/fd/1").linkTarget()) == FilePath(path)
    }
}
