import Glibc
import SpoolModel
import SystemCalls

/// One try to tell: a program that has been started.
final class Delivery {
    let letter: Letter
    let channel: Notice.Channel
    let pid: pid_t
    let limit: TimeLimit
    private let output: FileDescriptor

    /// Starts the user's command, `sendmail` or `curl`, with the environment of the job.
    init(_ letter: Letter, _ channel: Notice.Channel) throws(SystemError) {
        self.letter = letter
        self.channel = channel
        limit = TimeLimit(milliseconds: Self.longest, from: SteadyClock.microseconds)
        let text = EndText(letter)
        let environment = text.environment
        let (arguments, content): ([[UInt8]], [UInt8]) =
            switch channel {
            case .notify: (JobRecord.shellArguments(letter.notice.command ?? []), [])
            case .mail: (Self.mailArguments(letter.notice.address ?? []), text.mail)
            case .callback: (Self.postArguments(letter.notice.url ?? []), text.json)
            }
        // A program of the user's sees the place where the job ran; the others need none.
        let directory: FilePath = channel == .notify ? letter.record.directory : "/"
        var candidates = executableCandidates(for: arguments[0], environment: environment, directory: directory)
        if channel == .mail { candidates += ["/usr/sbin/sendmail", "/usr/lib/sendmail"] }
        let input = try FileDescriptor.inMemory()
        try input.writeAll(content)
        try input.seek(to: 0)
        output = try FileDescriptor.inMemory()
        _ = try FileDescriptor.workingDirectory.locate(directory, isDirectory: true)
        let request = SpawnRequest(
            executables: candidates, arguments: arguments, environment: environment, directory: directory,
            startsSession: true)
        pid = try request.spawn(.init(input: input.number, output: output.number, error: output.number))
    }

    /// What it has come to, with the last line that the program wrote where it failed.
    func answer(_ status: TerminationStatus) -> ToldRecord.Answer {
        let ending: String
        switch status {
        case .exited(0): return .told
        case .exited(let code): ending = "exit \(code)"
        case .signaled: ending = limit.isOver(now: SteadyClock.microseconds) ? "it took too long" : "ended by a signal"
        }
        let line = tail(of: output).split(separator: UInt8(ascii: "\n")).last { !$0.isEmpty }
        return .failed(ending + (line.map { ": " + printable($0.prefix(300)) } ?? ""))
    }

    /// Ends it and what it has started in its session.
    func end() { kill(-pid, SIGKILL) }

    private static func mailArguments(_ address: [UInt8]) -> [[UInt8]] {
        [Array("sendmail".utf8), Array("-i".utf8), address]
    }

    /// Source: `curl(1)`.
    private static func postArguments(_ url: [UInt8]) -> [[UInt8]] {
        let words = [
            "curl", "--silent", "--show-error", "--fail", "--globoff", "--max-time", "60", "--proto", "=http,https",
            "--user-agent", "spool", "--header", "Content-Type: application/json", "--data-binary", "@-", "--output",
            "/dev/null",
        ]
        return words.map { Array($0.utf8) } + [url]
    }

    /// Milliseconds.
    private static let longest: Int64 = 600_000
}

/// The last 4 KiB of a file, or less.
func tail(of file: borrowing FileDescriptor) -> [UInt8] {
    guard let size = try? file.status().size else { return [] }
    return (try? file.read(upTo: 4096, at: max(0, size - 4096))) ?? []
}
