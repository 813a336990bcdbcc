import Glibc
import SystemCalls

/// What a program did.
struct RunResult {
    /// Nil where it did not end in time; it was killed then.
    let status: TerminationStatus?
    let output: String
    let error: String

    var isSuccess: Bool { status == .exited(0) }
    /// The ids in whole lines.
    var printedIDs: [UInt64] {
        output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { UInt64($0) }
    }
}

extension Bench {
    /// What every program is started with.
    private static let environment = ["PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME=/nonexistent"].map {
        Array($0.utf8)
    }

    /// Starts a program, with its output in files; its number.
    ///
    /// - Parameter variables: `NAME=VALUE`, added to its environment.
    func start(_ words: [String], variables: [String] = [], files: String) throws -> pid_t {
        let here = FileDescriptor.workingDirectory
        let input = try here.openFollowing("/dev/null", O_RDONLY)
        let output = try here.openFollowing(base / FilePath(files + ".out"), O_WRONLY | O_CREAT | O_TRUNC)
        let error = try here.openFollowing(base / FilePath(files + ".err"), O_WRONLY | O_CREAT | O_TRUNC)
        let environment = Self.environment + variables.map { Array($0.utf8) }
        let request = SpawnRequest(
            executables: executableCandidates(for: Array(words[0].utf8), environment: environment, directory: base),
            arguments: words.map { Array($0.utf8) }, environment: environment, directory: base, startsSession: true)
        return try request.spawn(.init(input: input.number, output: output.number, error: error.number))
    }

    /// Runs a program to its end.
    ///
    /// - Parameter limit: milliseconds; after that everything of the bench is killed.
    @discardableResult
    func run(_ words: [String], limit: Int64 = 20_000, files: String = "run") throws -> RunResult {
        let pid = try start(words, files: files)
        var isInTime = true
        if let handle = ProcessHandle(watching: pid) {
            isInTime = try waitForInput([handle.descriptor.number], milliseconds: limit)[0]
            if !isInTime {
                endOwnProcesses()
                // What traces ends with what it traces.
                if try !waitForInput([handle.descriptor.number], milliseconds: 1000)[0] { handle.send(SIGKILL) }
            }
        }
        let status = try waitForChild(pid)
        return RunResult(
            status: isInTime ? status : nil, output: text(of: base / FilePath(files + ".out")),
            error: text(of: base / FilePath(files + ".err")))
    }

    /// Runs `spool --spool SPOOL …` undisturbed.
    @discardableResult
    func spool(_ words: String..., limit: Int64 = 20_000) throws -> RunResult {
        try run([tool, "--spool", "\(spool)"] + words, limit: limit)
    }

    /// Runs what a scenario needs before its victim; it must work.
    func require(_ words: String...) throws {
        let result = try run([tool, "--spool", "\(spool)"] + words)
        if !result.isSuccess { throw SweepError("'spool \(words.joined(separator: " "))' failed: \(result.error)") }
    }

    /// The content of a file as text; empty where there is none.
    func text(of path: FilePath) -> String {
        let content = try? FileDescriptor.workingDirectory.open(path, O_RDONLY).readAll(limit: 1 << 28)
        return String(decoding: content ?? [], as: UTF8.self)
    }
}

/// Why a sweep could not be made.
struct SweepError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
