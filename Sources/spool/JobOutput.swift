import Glibc
import SpoolModel
import SystemCalls

/// What the command of a job writes, read while it grows or afterwards.
struct JobOutput: ~Copyable {
    private let file: FileDescriptor
    private let target: StandardStream

    /// Opens the output of an attempt; nil where there is none yet, or it goes to something that is no file.
    ///
    /// - Parameters:
    ///   - source: `.output` or `.error`; the job writes it there, and so does this tool.
    ///   - watch: what is to report that the job has written.
    init?(
        _ source: StandardStream, of job: borrowing JobDirectory, attempt: Int, _ watch: borrowing ChangeWatch
    ) {
        self.init(source, of: job, attempt: attempt)
        try? watch.add(file, for: .touched)
    }

    /// The same, of a job that has ended.
    init?(_ source: StandardStream, of job: borrowing JobDirectory, attempt: Int) {
        guard attempt > 0, let record = try? job.record() else { return nil }
        let elsewhere = source == .output ? record.output : record.error
        let name = source == .output ? Layout.output(attempt) : Layout.error(attempt)
        let opened =
            elsewhere.map { try? FileDescriptor.workingDirectory.openFollowing($0, O_RDONLY | O_NONBLOCK) }
            ?? (try? job.descriptor.open(name, O_RDONLY | O_NONBLOCK))
        guard let opened, (try? opened.status())?.kind == .regular else { return nil }
        file = opened
        target = source
    }

    /// All that it holds, from where it was read last.
    func content() throws -> [UInt8] { try file.readAll(limit: Int.max) }

    /// Passes on what has come since the last call.
    func copyNews(to stream: StandardStream? = nil) throws {
        try (stream ?? target).copy(file)
    }
}

extension StandardStream {
    /// Passes on what a file holds, from where it was read last.
    func copy(_ file: borrowing FileDescriptor) throws {
        while true {
            let piece = try file.read(upTo: 1 << 16)
            if piece.isEmpty { return }
            try write(piece)
        }
    }
}
