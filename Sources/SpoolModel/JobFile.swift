import SystemCalls

/// What a name in a job's directory stands for, by the table *Files* of docs/spool-format.md.
public enum JobFile: Hashable, Sendable {
    case job, environment, cancel, deferred
    case pid(Int), output(Int), error(Int), result(Int)
    /// Whatever the job itself has put there, by the variable `SPOOL_JOB_DIR`: a file or a folder.
    case own
    /// A record on its way to its name, left there if its writer was killed.
    case unfinished(writer: Int32)

    /// Whether it is a file and nothing else.
    var isRegular: Bool { self != .own }

    /// Nil for a name that is foreign.
    public init?(_ name: FilePath) {
        switch name {
        case Layout.job: self = .job
        case Layout.environment: self = .environment
        case Layout.cancel: self = .cancel
        case Layout.deferred: self = .deferred
        case _ where name.bytes.starts(with: Layout.ownPrefix.utf8): self = .own
        default:
            if let attempt = Layout.attempt(in: name, of: "pid") {
                self = .pid(attempt)
            } else if let attempt = Layout.attempt(in: name, of: "output") {
                self = .output(attempt)
            } else if let attempt = Layout.attempt(in: name, of: "error") {
                self = .error(attempt)
            } else if let attempt = Layout.attempt(in: name, of: "result") {
                self = .result(attempt)
            } else if let writer = Layout.writer(of: Layout.cancel, in: name)
                ?? Layout.writer(of: Layout.deferred, in: name)
            {
                self = .unfinished(writer: writer)
            } else {
                return nil
            }
        }
    }
}

extension Layout {
    /// The process that writes a record, in a name such as `cancel.new-123`; nil for every other name.
    static func writer(of record: FilePath, in name: FilePath) -> Int32? {
        let prefix = record.bytes + newSuffix.utf8
        guard name.bytes.starts(with: prefix) else { return nil }
        return positiveNumber(name.bytes.dropFirst(prefix.count)).flatMap { Int32(exactly: $0) }
    }
}
