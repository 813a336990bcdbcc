import SystemCalls

/// The variables that tell a job what it is.
public struct JobVariables: Sendable {
    private let assignments: [[UInt8]]

    public init(spool: FilePath, id: JobID, attempt: Int) {
        let directory = spool / JobState.running.path(of: id)
        assignments = [
            Array("SPOOL_DIR=".utf8) + spool.bytes,
            Array("SPOOL_JOB_ID=\(id)".utf8),
            Array("SPOOL_JOB_DIR=".utf8) + directory.bytes,
            Array("SPOOL_ATTEMPT=\(attempt)".utf8),
        ]
    }

    /// An environment in which these variables stand for the submitter's of the same names.
    public func added(to environment: [[UInt8]]) -> [[UInt8]] {
        environment.filter { !Self.begins($0, with: Self.prefixes[...]) } + assignments
    }

    /// The variable that tells a task of an array which one it is.
    public static func task(_ number: Int) -> [UInt8] { Array("SPOOL_TASK_ID=\(number)".utf8) }

    /// The task that an environment belongs to; nil for one that has no such variable.
    public static func task(in environment: [[UInt8]]) -> Int? {
        let prefix = Array("SPOOL_TASK_ID=".utf8)
        return environment.last { $0.starts(with: prefix) }.flatMap { Int(ascii: $0.dropFirst(prefix.count)) }
    }

    /// Whether a process was started with exactly these variables.
    public func isContained(in environment: [[UInt8]]) -> Bool {
        assignments.allSatisfy { environment.contains($0) }
    }

    /// An environment without what one job must not hand on to those that it submits.
    public static func removed(from environment: [[UInt8]]) -> [[UInt8]] {
        environment.filter { !begins($0, with: prefixes.dropFirst()) }
    }

    /// The variable that tells a script which file it was copied from; nil where that was none.
    public static func script(_ record: JobRecord) -> [UInt8]? {
        guard record.scriptSize != nil, FilePath(bytes: record.arguments[0]).isAbsolute else { return nil }
        return Array(scriptPrefix.utf8) + record.arguments[0]
    }

    private static let scriptPrefix = "SPOOL_SCRIPT="
    /// What the variables begin with that tell of pools.
    static let poolPrefix = "SPOOL_POOL_"

    private static func begins(_ variable: [UInt8], with prefixes: @autoclosure () -> ArraySlice<String>) -> Bool {
        // Most variables are none of these.
        variable.starts(with: "SPOOL_".utf8) && prefixes().contains { variable.starts(with: $0.utf8) }
    }

    private static let prefixes = [
        "SPOOL_DIR=", "SPOOL_JOB_ID=", "SPOOL_JOB_DIR=", "SPOOL_ATTEMPT=", "SPOOL_TASK_ID=", scriptPrefix,
        poolPrefix,
        // Of a job that has ended, for whoever is told.
        "SPOOL_OUTCOME=", "SPOOL_EXIT_CODE=", "SPOOL_SIGNAL=", "SPOOL_REASON=", "SPOOL_NAME=", "SPOOL_OUTPUT=",
        "SPOOL_ERROR=", "SPOOL_TASKS=",
    ]
}
