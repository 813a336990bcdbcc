import SystemCalls

/// What a name in a job's directory stands for, by the table *Files* of docs/spool-format.md.
public enum JobFile: Hashable, Sendable {
    case job, environment, script, cancel, deferred, front, pools, told, trace
    case pid(Int), output(Int), error(Int), result(Int), delay(Int), again(Int)
    /// Of an array: the values of its tasks, how far it is, how many slots it may use, and what users want of some of its tasks.
    case values, progress, grant, taskOrder
    /// Of an attempt of an array: the table of its tasks, and the folders of what they wrote.
    case tasks(Int), outputs(Int), errors(Int)
    /// Whatever the job itself has put there, by the variable `SPOOL_JOB_DIR`: a file or a folder.
    case own
    /// A record on its way to its name, left there if its writer was killed.
    case unfinished(writer: Int32)

    /// Whether it is a file and nothing else.
    var isRegular: Bool {
        switch self {
        case .own, .outputs, .errors: false
        default: true
        }
    }

    /// Nil for a name that is foreign.
    public init?(_ name: FilePath) {
        switch name {
        case Layout.job: self = .job
        case Layout.environment: self = .environment
        case Layout.script: self = .script
        case Layout.cancel: self = .cancel
        case Layout.deferred: self = .deferred
        case Layout.front: self = .front
        case Layout.pools: self = .pools
        case Layout.told: self = .told
        case Layout.trace: self = .trace
        case Layout.values: self = .values
        case Layout.progress: self = .progress
        case Layout.grant: self = .grant
        case _ where name.bytes.starts(with: Layout.ownPrefix.utf8): self = .own
        default:
            let kinds: [(String, (Int) -> Self)] = [
                ("pid", Self.pid), ("output", Self.output), ("error", Self.error), ("result", Self.result),
                ("delay", Self.delay), ("again", Self.again),
                ("tasks", Self.tasks), ("outputs", Self.outputs), ("errors", Self.errors),
            ]
            if let file = kinds.lazy.compactMap({ kind, file in Layout.attempt(in: name, of: kind).map(file) }).first {
                self = file
            } else if Layout.tasks(in: name, of: "cancel") ?? Layout.tasks(in: name, of: "hold") != nil {
                self = .taskOrder
            } else if let (record, writer) = Layout.unfinished(name), Self.isReplaced(record) {
                self = .unfinished(writer: writer)
            } else {
                return nil
            }
        }
    }
}

extension JobFile {
    /// Whether a file of this name is written under another name first, or renamed to one before it is deleted.
    private static func isReplaced(_ name: FilePath) -> Bool {
        [
            Layout.cancel, Layout.deferred, Layout.told, Layout.front, Layout.pools, Layout.progress, Layout.grant,
            "hold",
        ].contains(
            name)
            || Layout.tasks(in: name, of: "cancel") != nil
            || ["again", "output", "error"].contains { Layout.attempt(in: name, of: $0) != nil }
    }
}

extension Layout {
    /// The record and the process that writes it, in a name such as `cancel.new-123`; nil for every other name.
    static func unfinished(_ name: FilePath) -> (record: FilePath, writer: Int32)? {
        guard let dash = name.bytes.lastIndex(of: UInt8(ascii: "-")),
            name.bytes[...dash].suffix(newSuffix.utf8.count).elementsEqual(newSuffix.utf8),
            let writer = positiveNumber(name.bytes[(dash + 1)...]).flatMap({ Int32(exactly: $0) })
        else { return nil }
        return (FilePath(bytes: name.bytes[...dash].dropLast(newSuffix.utf8.count)), writer)
    }
}
