import Glibc
import SystemCalls

/// Every name on disk, spelled once. What each holds is told in docs/spool-format.md.
public enum Layout {
    /// The version of the format that this program reads and writes.
    public static let version = 1
    public static let formatContent = Array("spool \(version)\n".utf8)

    public static let format: FilePath = "format"
    public static let config: FilePath = "config"
    public static let ids: FilePath = "ids"
    public static let temporary: FilePath = "tmp"
    public static let environments: FilePath = "environments"
    public static let held: FilePath = "held"
    public static let delayed: FilePath = "delayed"
    public static let waiting: FilePath = "waiting"
    public static let queued: FilePath = "queued"
    public static let running: FilePath = "running"
    public static let finished: FilePath = "finished"
    public static let settings: FilePath = "settings"
    public static let uniqueKeys: FilePath = "unique"
    public static let untold: FilePath = "untold"
    public static let supervisor: FilePath = "supervisor"
    public static let supervisorLock: FilePath = "supervisor.lock"
    public static let wake: FilePath = "wake"
    /// For whoever opens the folder.
    static let readme: FilePath = "README.md"

    /// The folders at the top, and the files.
    static let folders = [
        ids, temporary, environments, held, delayed, waiting, queued, running, finished, untold, settings, uniqueKeys,
    ]
    static let files = [format, config, supervisor, supervisorLock, wake, readme]

    public static func finished(_ outcome: Outcome) -> FilePath { finished / FilePath(outcome.rawValue) }

    /// How many jobs share a folder of `queued` or of `finished/OUTCOME`: few enough for their number to be in the folder's
    /// link count on ext4 (65,000 at most), enough to count a million jobs by a thousand calls.
    public static let jobsPerShard: UInt64 = 1000
    /// A whole shard of a batch has the sticky bit until its name is durable. The bit itself changes nothing for the only user of the spool.
    static let newShardMode = S_ISVTX | S_IRWXU

    /// Names within a job.
    public static let job: FilePath = "job"
    public static let environment: FilePath = "environment"
    public static let script: FilePath = "script"
    public static let cancel: FilePath = "cancel"
    public static let deferred: FilePath = "deferred"
    public static let front: FilePath = "front"
    public static let pools: FilePath = "pools"
    public static let told: FilePath = "told"
    public static let trace: FilePath = "trace"
    public static func pid(_ attempt: Int) -> FilePath { "pid.\(attempt)" }
    public static func output(_ attempt: Int) -> FilePath { "output.\(attempt)" }
    public static func error(_ attempt: Int) -> FilePath { "error.\(attempt)" }
    public static func result(_ attempt: Int) -> FilePath { "result.\(attempt)" }
    public static func delay(_ attempt: Int) -> FilePath { "delay.\(attempt)" }
    public static func again(_ attempt: Int) -> FilePath { "again.\(attempt)" }

    /// Names within an array: what each task gets in the place of its number, how far it is, how many slots it may use.
    public static let values: FilePath = "tasks"
    public static let progress: FilePath = "progress"
    public static let grant: FilePath = "slots"
    public static func tasks(_ attempt: Int) -> FilePath { "tasks.\(attempt)" }
    public static func cancel(_ tasks: ClosedRange<Int>) -> FilePath { "cancel.\(tasks.rangeText)" }
    public static func hold(_ tasks: ClosedRange<Int>) -> FilePath { "hold.\(tasks.rangeText)" }

    /// What an order to hold is called for the moment before it is deleted.
    static func released(by writer: Int32) -> FilePath { "hold\(newSuffix)\(writer)" }

    /// The tasks in a name such as `hold.5-10`; nil for every other name.
    static func tasks(in name: FilePath, of kind: String) -> ClosedRange<Int>? {
        let prefix = Array((kind + ".").utf8)
        guard name.bytes.starts(with: prefix) else { return nil }
        return taskRange(name.bytes.dropFirst(prefix.count))
    }

    /// What the names of a job's own files in its directory begin with.
    static let ownPrefix = "x_"

    /// The attempt in a name such as `pid.2`; nil for every other name.
    public static func attempt(in name: FilePath, of kind: String) -> Int? {
        let prefix = Array((kind + ".").utf8)
        guard name.bytes.starts(with: prefix) else { return nil }
        return positiveNumber(name.bytes.dropFirst(prefix.count)).flatMap { Int(exactly: $0) }
    }

    /// Names within `tmp`: their makers hold a lock on what they build, and what is pruned belongs to nobody.
    public static let submitPrefix = "submit-"
    public static let prunedPrefix = "pruned-"

    /// Between the name of a record and its writer's pid, until the record is whole and gets its name.
    static let newSuffix = ".new-"
}

/// Reads a positive decimal number without leading zeros, of at most 18 digits; nil for anything else.
func positiveNumber(_ digits: some Collection<UInt8>) -> UInt64? {
    digits.first == UInt8(ascii: "0") || digits.count > 18 ? nil : UInt64(ascii: digits)
}
