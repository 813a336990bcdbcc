import Glibc
import SpoolModel
import SystemCalls

/// What the command of a job writes, read while it grows or afterwards.
struct JobOutput {
    private let reader: OutputReader
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
        try? watch.add(reader.descriptor, for: .touched)
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
        reader = OutputReader(opened, budget: elsewhere == nil ? record.limits.output : nil)
        target = source
    }

    /// Opens what a task has written; nil where it wrote nothing, or its output goes elsewhere.
    init?(_ source: TaskStream, of task: TaskSummary, in job: borrowing JobDirectory, _ record: JobRecord) throws {
        guard let opened = try job.openOutput(source, of: task) else { return nil }
        reader = OutputReader(opened, budget: record.limits.output)
        target = source == .output ? .output : .error
    }

    /// Where it lies.
    func path() throws(SystemError) -> FilePath { try reader.descriptor.path() }

    /// All that it holds, from where it was read last.
    func content() throws -> [UInt8] {
        var content: [UInt8] = []
        try reader.readNews { content += $0 }
        return content
    }

    /// Passes on what has come since the last call; whether that leaves a terminal amid a line, nil where nothing has come.
    @discardableResult
    func copyNews(to stream: StandardStream? = nil) throws -> Bool? {
        let stream = stream ?? target
        var last: UInt8?
        try reader.readNews { piece in
            try stream.write(piece)
            last = piece.last ?? last
        }
        return last.map { $0 != UInt8(ascii: "\n") && stream.isTerminal }
    }
}
