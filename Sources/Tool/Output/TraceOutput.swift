import SpoolModel
import SystemCalls

extension ShowCommand {
    /// Prints what was decided and done for a job, a line each.
    func showTrace(of job: borrowing JobDirectory) throws {
        let lines = try job.trace()
        if lines.isEmpty, try !job.record().isTraced {
            throw Failure("job \(job.id) was not submitted with '--trace', so no account of it is kept.")
        }
        let id = job.id
        let text = lines.map { isJSON ? $0.json(of: id).serialized + "\n" : $0.shown + "\n" }.joined()
        try StandardStream.output.write(Array(text.utf8))
    }
}

extension TraceLine {
    /// `2026-11-23 14:05:09.123 shepherd 4711: starts attempt 1`, in local time.
    fileprivate var shown: String {
        let digits = String(1000 + atMilliseconds % 1000).dropFirst()
        return "\(Words.time(milliseconds: atMilliseconds).prefix(19)).\(digits) \(writer.rawValue) \(pid): \(text)"
    }

    fileprivate func json(of id: JobID) -> JSON {
        .object([
            ("id", .number(Int64(clamping: id.number))),
            ("at_ms", .number(atMilliseconds)),
            ("writer", .text(writer.rawValue)),
            ("pid", .number(Int64(pid))),
            ("text", .text(text)),
        ])
    }
}
