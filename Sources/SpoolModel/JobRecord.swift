import SystemCalls

/// What was submitted: the record `job`. It is written before the job is queued, and never changed.
public struct JobRecord: Hashable, Sendable {
    /// What becomes of a job whose attempt was lost.
    public enum OnLoss: String, CaseIterable, Sendable {
        /// It is finished, with the outcome lost: run at most once.
        case report
        /// It is queued again, up to `JobRecord.maximumAttempts` attempts in all: run at least once.
        case requeue
    }

    /// What becomes of the processes that a command leaves behind.
    public enum LeftBehind: String, CaseIterable, Sendable {
        /// They are ended with it.
        case end
        /// They live on, and nobody looks after them.
        case leave
    }

    /// After so many attempts a job that is lost each time is reported, whatever was asked for: it may be what takes the
    /// machine down.
    public static let maximumAttempts = 3

    /// Milliseconds since 1970-01-01 UTC.
    public var submittedMilliseconds: Int64
    /// The working directory, absolute.
    public var directory: FilePath
    public var umask: UInt32
    /// Bytes in the file `environment`.
    public var environmentSize: Int
    public var onLoss = OnLoss.report
    public var leftBehind = LeftBehind.end
    public var limits = JobLimits()
    public var order = JobOrder()
    /// What at most one job bears that has not ended.
    public var uniqueKey: UniqueKey?
    /// Nil where an attempt that does not succeed is the last one.
    public var retry: RetryRule?
    /// Nil where nobody is told of its end.
    public var notice: Notice?
    /// Whether an account is kept of what is decided and done for it.
    public var isTraced = false
    /// For people.
    public var name: [UInt8]?
    /// To find it by; no key twice.
    public var labels: [Label] = []
    /// Absolute; `/dev/null` where it is nil.
    public var input: FilePath?
    /// Absolute, appended to; a file in the job where it is nil.
    public var output: FilePath?
    public var error: FilePath?
    /// Nil for a job of one command.
    public var array: ArrayDescription?
    /// Bytes in the file `script`, which is executed in the place of the first argument; nil where the command is a program.
    public var scriptSize: Int?
    /// The command and its arguments; at least one. Of a script the first one is the file that it was copied from, `-` for standard input.
    public var arguments: [[UInt8]]

    public init(
        submittedMilliseconds: Int64, directory: FilePath, umask: UInt32, environmentSize: Int, name: [UInt8]? = nil,
        arguments: [[UInt8]]
    ) {
        self.submittedMilliseconds = submittedMilliseconds
        self.directory = directory
        self.umask = umask
        self.environmentSize = environmentSize
        self.name = name
        self.arguments = arguments
    }
}

extension JobRecord {
    static let recordName = "job"

    public init(_ content: [UInt8]) throws(RecordError) {
        var reader = RecordReader(try Record(content, named: Self.recordName, terminator: .nul))
        submittedMilliseconds = try reader.requiredNumber("submitted_ms", in: 0...Int64.max)
        directory = try reader.path("directory").orThrow("it has no field 'directory'")
        let mask = try reader.required("umask")
        guard let mask = UInt32(String(decoding: mask, as: UTF8.self), radix: 8), mask <= 0o777 else {
            throw RecordError(problem: "the field 'umask' holds '\(printable(mask))'")
        }
        umask = mask
        environmentSize = try reader.requiredNumber("environment_bytes", in: 0...Int.max)
        onLoss = try reader.word("on_loss", as: OnLoss.self) ?? .report
        leftBehind = try reader.word("left_behind", as: LeftBehind.self) ?? .end
        limits = try JobLimits(&reader)
        order = try JobOrder(&reader)
        if let key = try reader.optional("unique") {
            uniqueKey = try UniqueKey(key).orThrow("the field 'unique' holds '\(printable(key))'")
        }
        retry = try RetryRule(&reader)
        notice = try Notice(&reader)
        isTraced = try reader.optionalNumber("trace", in: 1...1) != nil
        name = try reader.optional("name")
        labels = try reader.labels()
        input = try reader.path("stdin")
        output = try reader.path("output")
        error = try reader.path("error")
        array = try reader.array()
        if array != nil, !order.needs.pools.isEmpty {
            throw RecordError(problem: "it is an array and has the field 'pool'")
        }
        scriptSize = try reader.optionalNumber("script_bytes", in: 1...Int.max)
        arguments = reader.all("argument")
        if arguments.isEmpty { throw RecordError(problem: "it has no field 'argument', so there is nothing to run") }
        try reader.finish()
    }

    public var serialized: [UInt8] {
        var record = RecordText(of: Self.recordName, terminator: .nul)
        record.append("submitted_ms", submittedMilliseconds)
        record.append("directory", directory.bytes)
        record.append("umask", octalDigits(umask))
        record.append("environment_bytes", environmentSize)
        if onLoss != .report { record.append("on_loss", onLoss.rawValue) }
        if leftBehind != .end { record.append("left_behind", leftBehind.rawValue) }
        limits.append(to: &record)
        order.append(to: &record)
        if let uniqueKey { record.append("unique", uniqueKey.bytes) }
        retry?.append(to: &record)
        notice?.append(to: &record)
        if isTraced { record.append("trace", 1) }
        if let name { record.append("name", name) }
        if let input { record.append("stdin", input.bytes) }
        if let output { record.append("output", output.bytes) }
        if let error { record.append("error", error.bytes) }
        for label in labels { record.append("label", label.bytes) }
        if let array { record.append(array) }
        if let scriptSize { record.append("script_bytes", scriptSize) }
        for argument in arguments { record.append("argument", argument) }
        return record.ended()
    }

    /// The command as a person would type it: the line of a shell command, else the words with quotes where they need some.
    public var commandLine: [UInt8] {
        if arguments.count == 3, arguments[0] == Self.shell, arguments[1] == Array("-c".utf8) { return arguments[2] }
        return Array(arguments.map(shellQuoted).joined(separator: [UInt8(ascii: " ")]))
    }

    /// The arguments that run a line by the shell.
    public static func shellArguments(_ line: [UInt8]) -> [[UInt8]] { [shell, Array("-c".utf8), line] }

    /// The place for the value of a task in a command.
    public static let place = Array("{}".utf8)

    private static let shell = Array("/bin/sh".utf8)
}

extension RecordReader {
    /// An optional absolute path.
    mutating func path(_ key: String) throws(RecordError) -> FilePath? {
        guard let value = try optional(key) else { return nil }
        let path = FilePath(bytes: value)
        if !path.isAbsolute { throw RecordError(problem: "the field '\(key)' is no absolute path") }
        return path
    }
}

extension Optional {
    func orThrow(_ problem: String) throws(RecordError) -> Wrapped {
        guard let self else { throw RecordError(problem: problem) }
        return self
    }
}

/// An argument as POSIX shells read it back: as it is, or in single quotes where it holds anything that a shell would change.
public func shellQuoted(_ argument: [UInt8]) -> [UInt8] {
    let isPlain = argument.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "%+,-./:=@_".utf8.contains(byte)
        }
    }
    if isPlain && !argument.isEmpty { return argument }
    let quote = UInt8(ascii: "'")
    let escapedQuote = Array(#"'\''"#.utf8)
    return [quote] + argument.split(separator: quote, omittingEmptySubsequences: false).joined(separator: escapedQuote)
        + [quote]
}
