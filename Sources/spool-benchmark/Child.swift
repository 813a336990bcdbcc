import Glibc
import SystemCalls

/// A program that was started: it is waited for, or ended when its owner is gone.
struct Child: ~Copyable {
    let pid: pid_t

    /// Starts a program, found as a shell would find it.
    ///
    /// - Parameters:
    ///   - variables: `NAME=VALUE` each, beside those of this process.
    ///   - input: a file; `/dev/null` without it.
    ///   - output: a file that is written from its beginning; `/dev/null` without it.
    ///   - isShown: whether all that it writes goes to standard error.
    init(
        _ words: [String], variables: [String] = [], input: FilePath? = nil, output: FilePath? = nil,
        isShown: Bool = false
    ) throws {
        let here = FileDescriptor.workingDirectory
        let null = try here.openFollowing("/dev/null", O_RDWR)
        let from = try here.openFollowing(input ?? "/dev/null", O_RDONLY)
        let to = try here.openFollowing(output ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC)
        let environment = OwnProcess.environment + variables.map { Array($0.utf8) }
        let request = SpawnRequest(
            executables: executableCandidates(
                for: Array(words[0].utf8), environment: environment, directory: "."),
            arguments: words.map { Array($0.utf8) }, environment: environment)
        let shown = StandardStream.error.rawValue
        pid = try request.spawn(
            .init(
                input: from.number, output: isShown ? shown : to.number, error: isShown ? shown : null.number))
    }

    deinit {
        terminate()
        _ = try? waitForChild(pid)
    }

    /// Waits for the end.
    consuming func wait() throws -> TerminationStatus {
        let pid = pid
        discard self
        return try waitForChild(pid)
    }

    /// Asks it to end.
    func terminate() { kill(pid, SIGTERM) }

    /// Waits for the end, which must be a success.
    static func run(
        _ words: [String], variables: [String] = [], input: FilePath? = nil, output: FilePath? = nil,
        isShown: Bool = false
    ) throws {
        let status = try Child(words, variables: variables, input: input, output: output, isShown: isShown).wait()
        if status != .exited(0) {
            throw Failure(
                "'\(words.joined(separator: " "))' ended with \(status.shellCode). Run it by hand to see why.")
        }
    }
}
