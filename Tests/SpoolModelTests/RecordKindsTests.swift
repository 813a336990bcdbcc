import SystemCalls
import Testing

@testable import SpoolModel

/// Each kind of record: written and read back, torn, with a field too many, of another version.
@Suite struct RecordKindsTests {
    /// A record with everything in it, and how it is read.
    struct Kind: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let content: [UInt8]
        let separator: UInt8
        /// Reads it, and writes it again.
        let again: @Sendable ([UInt8]) throws -> [UInt8]
    }

    static let job: JobRecord = {
        var job = JobRecord(
            submittedMilliseconds: 1_700_000_000_123, directory: "/work", umask: 0o027, environmentSize: 99,
            arguments: [Array("a".utf8), [], [0xff, 0x0a], Array("end=job".utf8)])
        job.onLoss = .requeue
        job.leftBehind = .leave
        job.order.priority = -5
        job.order.needs.slots = 3
        if let name = ResourceName(Array("a-B_9".utf8)) {
            job.order.needs.group = name
            job.order.needs.named = [.limit(name): 2, .lock(name): 1, .pool(name): 3]
        }
        job.order.conditions.notBefore = 1_700_000_000_000
        job.order.conditions.dependencies = [
            Dependency(job: JobID(41), requirement: .ok), Dependency(job: JobID(7), requirement: .failed),
        ]
        job.order.conditions.onUnmet = .hold
        job.order.conditions.machine.mostLoad = 150
        job.order.conditions.machine.leastMemory = 1 << 30
        job.uniqueKey = UniqueKey(Array("a key\n".utf8))
        job.limits.timeoutMilliseconds = 1_500
        job.limits.graceMilliseconds = 0
        var retry = RetryRule(retries: 3)
        retry.delayMilliseconds = 500
        retry.backoffPercent = 150
        retry.isJittered = true
        retry.causes = [.exited(1...1), .exited(3...5), .signaled, .timedOut]
        job.retry = retry
        job.name = Array("a name\n".utf8)
        job.labels = ["batch=7", "_x=a=\n"].compactMap { Label(Array($0.utf8)) }
        job.scriptSize = 12
        (job.input, job.output, job.error) = ("/in", "/out", "/err\n")
        return job
    }()

    static let kinds: [Kind] = {
        var result = ResultRecord(
            outcome: .failed, status: .signaled(9),
            measured: .init(
                startedMilliseconds: 1, endedMilliseconds: 2, wallMicroseconds: 3,
                resources: ResourceUse(userMicroseconds: 4, systemMicroseconds: 5, peakMemory: 6)),
            host: "host", reason: "why")
        result.leftBehind = 7
        let lost = ResultRecord(outcome: .lost, host: "host", reason: "why")
        let cancel = CancelRecord(atMilliseconds: 1, graceMilliseconds: 10_000, reason: "why")
        let delay = DelayRecord(boot: "b", untilMicroseconds: 1, delayMilliseconds: 2)
        let deferral = DeferralRecord(atMilliseconds: 1, reason: "no process")
        var supervisor = SupervisorRecord(pid: 5, boot: "b", host: "h", slots: 2, startedMilliseconds: 9)
        supervisor.problem = "full"
        return [
            Kind(testDescription: "job", content: job.serialized, separator: 0) { try JobRecord($0).serialized },
            Kind(testDescription: "result", content: result.serialized, separator: 10) {
                try ResultRecord($0).serialized
            },
            Kind(testDescription: "lost result", content: lost.serialized, separator: 10) {
                try ResultRecord($0).serialized
            },
            Kind(testDescription: "cancel", content: cancel.serialized, separator: 10) {
                try CancelRecord($0).serialized
            },
            Kind(testDescription: "delay", content: delay.serialized, separator: 10) {
                try DelayRecord($0).serialized
            },
            Kind(testDescription: "deferred", content: deferral.serialized, separator: 10) {
                try DeferralRecord($0).serialized
            },
            Kind(testDescription: "setting", content: SettingRecord(capacity: 3).serialized, separator: 10) {
                try SettingRecord($0).serialized
            },
            Kind(testDescription: "front", content: FrontRecord(mark: 3).serialized, separator: 10) {
                try FrontRecord($0).serialized
            },
            Kind(testDescription: "pools", content: Array("pools=1\npool=gpu=0,3\nend=pools\n".utf8), separator: 10) {
                try PoolRecord($0).serialized
            },
            Kind(testDescription: "supervisor", content: supervisor.serialized, separator: 10) {
                try SupervisorRecord($0).serialized
            },
        ]
    }()

    /// The record's fields with one more before the last.
    private func adding(_ field: String, to kind: Kind) -> [UInt8] {
        var fields = kind.content.dropLast().split(separator: kind.separator, omittingEmptySubsequences: false)
        fields.insert(Array(field.utf8)[...], at: fields.count - 1)
        return fields.flatMap { $0 + [kind.separator] }
    }

    @Test(arguments: kinds)
    func `what was written is read`(kind: Kind) throws {
        #expect(try kind.again(kind.content) == kind.content)
    }

    @Test(arguments: kinds)
    func `torn at any byte it is refused`(kind: Kind) {
        for length in 0..<kind.content.count {
            #expect(throws: RecordError.self, "\(length) bytes") { try kind.again(Array(kind.content[..<length])) }
        }
    }

    @Test(arguments: kinds)
    func `with its last part lost to zeros, as some file systems leave it, it is refused`(kind: Kind) {
        // The last byte of a record whose fields end with NUL is a zero itself.
        for length in 0..<(kind.content.count - 1) {
            let zeros = [UInt8](repeating: 0, count: kind.content.count - length)
            #expect(throws: RecordError.self, "\(length) bytes") { try kind.again(kind.content[..<length] + zeros) }
        }
    }

    @Test(arguments: kinds)
    func `a field that is not known is refused, one for private use is not`(kind: Kind) throws {
        #expect(throws: RecordError.self) { try kind.again(adding("future=1", to: kind)) }
        #expect(try kind.again(adding("x_mine=1", to: kind)) == kind.content)
    }

    @Test(arguments: kinds)
    func `a field that is there twice is refused`(kind: Kind) {
        let fields = kind.content.dropLast().split(separator: kind.separator).dropFirst().dropLast()
        for field in fields where !field.starts(with: "argument".utf8) {
            let twice = adding(String(decoding: field, as: UTF8.self), to: kind)
            #expect(throws: RecordError.self, "\(String(decoding: field, as: UTF8.self))") { try kind.again(twice) }
        }
    }

    @Test(arguments: kinds)
    func `another version is refused`(kind: Kind) {
        let sign = (kind.content.firstIndex(of: UInt8(ascii: "=")) ?? 0) + 1
        var content = kind.content
        content[sign] = UInt8(ascii: "2")
        #expect(throws: RecordError.self) { try kind.again(content) }
    }

    @Test func `a job's fields come back as they were`() throws {
        #expect(try JobRecord(Self.job.serialized) == Self.job)
    }

    @Test(arguments: [
        "exit_code=256", "exit_code=-1", "signal=0", "signal=65", "outcome=done", "exit_code=1\nsignal=9",
    ])
    func `a result with values that cannot be is refused`(fields: String) {
        let outcome = fields.hasPrefix("outcome") ? "" : "outcome=failed\n"
        #expect(throws: RecordError.self) {
            try ResultRecord(Array("result=1\n\(outcome)\(fields)\nhost=h\nend=result\n".utf8))
        }
    }

    @Test(arguments: ["", "exit_code=1\n", "signal=9\n"])
    func `a result never says succeeded without an exit code of 0`(status: String) {
        #expect(throws: RecordError.self) {
            try ResultRecord(Array("result=1\noutcome=succeeded\n\(status)host=h\nend=result\n".utf8))
        }
    }

    @Test(arguments: [("umask=0888", "umask"), ("umask=01000", "umask"), ("on_loss=maybe", "on_loss")])
    func `a job with values that cannot be is refused, and the field is named`(field: String, name: String) throws {
        var fields = ["job=1", "submitted_ms=1", "directory=/", "umask=0022", "environment_bytes=0", "argument=a"]
        fields.removeAll { $0.hasPrefix(name) }
        let content = (fields + [field, "end=job"]).map { $0 + "\0" }.joined()
        let error = try #require(throws: RecordError.self) { try JobRecord(Array(content.utf8)) }
        #expect(error.problem.contains(name))
    }
}
