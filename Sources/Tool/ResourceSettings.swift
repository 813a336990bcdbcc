import CommandLineSyntax
import SpoolModel

/// What each process of a job may use: options that `submit` and `run` have in common.
struct ResourceSettings: Sendable {
    var memory: Int?
    var processorTime: Duration?
    var fileSize: Int?
    var niceness: Int32?
    var mostOutput: Int?

    static let options: [OptionSyntax<ResourceSettings>] = [
        .option(
            "memory", value: "SIZE", as: .limit,
            help: "Let each process of the job have so much private memory; it is then refused more."
        ) { $0.memory = $1 },
        .option(
            "cpu-time", value: "TIME", as: .processorTime,
            help:
                "Let each process use so much processor time; it then gets SIGXCPU, and SIGKILL after the grace period."
        ) { $0.processorTime = $1 },
        .option(
            "file-size", value: "SIZE", as: .limit,
            help: "Let each process write files no longer than that, its output among them; it then gets SIGXFSZ."
        ) { $0.fileSize = $1 },
        .option(
            "nice", value: "N", as: .integer(in: ResourceLimits.niceness),
            help: "Let others have the processor first: the more, the higher N."
        ) { $0.niceness = $1 },
        .option(
            "max-output", value: "SIZE", as: .outputBudget,
            help: "Keep so much of what it writes to each of its own output files: the head and the tail."
        ) { $0.mostOutput = $1 },
    ]

    func apply(to record: inout JobRecord) {
        record.limits.resources.memory = memory
        record.limits.resources.processorMilliseconds = processorTime?.milliseconds
        record.limits.resources.fileSize = fileSize
        record.limits.resources.niceness = niceness
        record.limits.output = mostOutput.map { OutputBudget(bytes: $0) }
    }
}

extension ValueParser<Int> {
    /// A size that something may have: not nothing.
    fileprivate static var limit: Self {
        Self { bytes throws(ValueError) in
            let size = try Self.size.parse(bytes)
            if size == 0 { throw ValueError(expected: "a size of at least one byte") }
            return size
        }
    }
}

extension ValueParser<Int> {
    /// How much of what a job writes is kept.
    fileprivate static var outputBudget: Self {
        Self { bytes throws(ValueError) in
            let size = try Self.size.parse(bytes)
            if size < OutputBudget.least { throw ValueError(expected: "a size of at least 1K") }
            return size
        }
    }
}

extension ValueParser<Duration> {
    /// As the kernel counts it: in seconds.
    fileprivate static var processorTime: Self {
        Self { bytes throws(ValueError) in
            let time = try Self.timeLimit.parse(bytes)
            if time.milliseconds < 1000 { throw ValueError(expected: "at least 1s, and 366 days at most") }
            return time
        }
    }
}

extension FactList {
    /// What each process of a job may use, as far as it is limited.
    static func limits(_ job: JobLimits) -> FactList {
        let limits = job.resources
        var list = FactList()
        list.append("max output", job.output.map { Words.size(bytes: Int64($0.bytes)) })
        list.append("memory", limits.memory.map { Words.size(bytes: Int64($0)) + " for each process" })
        list.append(
            "cpu time", limits.processorMilliseconds.map { Words.duration(milliseconds: $0) + " for each process" })
        list.append("file size", limits.fileSize.map { Words.size(bytes: Int64($0)) + " for each file" })
        list.append("nice", limits.niceness.map(String.init))
        return list
    }
}

extension JSON {
    /// The fields of a job's limits; null for each that it has not.
    static func limits(_ job: JobLimits?) -> [(String, JSON)] {
        let limits = job?.resources
        return [
            ("max_output_bytes", .optional(job?.output) { .number(Int64($0.bytes)) }),
            ("memory_bytes", .optional(limits?.memory) { .number(Int64($0)) }),
            ("cpu_ms", .optional(limits?.processorMilliseconds, JSON.number)),
            ("file_size_bytes", .optional(limits?.fileSize) { .number(Int64($0)) }),
            ("nice", .optional(limits?.niceness) { .number(Int64($0)) }),
        ]
    }
}
