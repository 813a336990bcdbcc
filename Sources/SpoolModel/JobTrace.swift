import Glibc
import SystemCalls

/// A line of the file `trace`: what somebody decided or did for a job, and when.
public struct TraceLine: Hashable, Sendable {
    public enum Writer: String, CaseIterable, Sendable { case supervisor, shepherd, messenger }

    /// Milliseconds since 1970-01-01 UTC.
    public let atMilliseconds: Int64
    public let writer: Writer
    public let pid: Int32
    /// One line.
    public let text: String

    public init(atMilliseconds: Int64, writer: Writer, pid: Int32, text: String) {
        self.atMilliseconds = atMilliseconds
        self.writer = writer
        self.pid = pid
        self.text = printable(text)
    }

    /// Nil for a line that is torn.
    init?(_ line: [UInt8]) {
        let words = line.split(separator: UInt8(ascii: " "), maxSplits: 3)
        guard words.count == 4, let time = Int64(ascii: words[0]), let pid = Int32(ascii: words[2]),
            let writer = Writer(rawValue: String(decoding: words[1], as: UTF8.self))
        else { return nil }
        atMilliseconds = time
        self.writer = writer
        self.pid = pid
        text = String(decoding: words[3], as: UTF8.self)
    }

    var serialized: [UInt8] { Array("\(atMilliseconds) \(writer.rawValue) \(pid) \(text)\n".utf8) }
}

extension JobDirectory {
    /// Adds a line to the account of a job that was submitted with `--trace`; of others nothing is even put together.
    ///
    /// It is for people and not made durable; where there is no room for it the job goes on without.
    public func trace(_ record: JobRecord, _ writer: TraceLine.Writer, _ text: @autoclosure () -> String) {
        if !record.isTraced { return }
        let line = TraceLine(
            atMilliseconds: WallClock.milliseconds, writer: writer, pid: getpid(), text: text())
        try? descriptor.open(Layout.trace, O_WRONLY | O_CREAT | O_APPEND).writeAll(line.serialized)
    }

    /// The account so far; empty where there is none.
    public func trace() throws(SystemError) -> [TraceLine] {
        let content = try descriptor.contentIfPresent(of: Layout.trace, limit: .max) ?? []
        guard let end = content.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
        return content[..<end].split(separator: UInt8(ascii: "\n")).compactMap { TraceLine(Array($0)) }
    }
}
