import Glibc
import SystemCalls
import Testing

@testable import SpoolModel
@testable import Supervisor

@Suite struct QuickShepherdTests {
    /// Symptom: a supervisor that was refused the descriptor of its first shepherd did not start the job that waited for that one's end.
    @Test func `a job that waits for one whose shepherd ended unwatched is started`() throws {
        let base = try FileDescriptor.makeTemporaryDirectory("/tmp/spool-supervisor")
        let spool = try Spool.create(at: base)
        defer { try? spool.deleteTree(base) }
        var job = JobRecord(
            submittedMilliseconds: 0, directory: "/", umask: 0o22, environmentSize: 0, arguments: [Array("true".utf8)])
        let first = try spool.submit(Submission(records: [job], environment: []))
        job.order.conditions.dependencies = [Dependency(job: first[0], requirement: .any)]
        let second = try spool.submit(Submission(records: [job], environment: []))
        let starter = QuickStarter(spool)
        let supervisor = try #require(
            try Supervisor(spool, slots: 1, mode: .drain, starter: starter, shepherd: "/bin/false"))
        // It ends the wait of one that would wait for ever. It is ready at once, too, where the clock is set, and is set anew then.
        let limit = try WallTimer()
        try supervisor.watch(limit.descriptor)
        let end = SteadyClock.microseconds + 20_000_000
        while !supervisor.isDone, SteadyClock.microseconds < end {
            limit.acknowledge()
            limit.set(WallClock.milliseconds + (end - SteadyClock.microseconds) / 1000)
            try supervisor.turn()
        }
        #expect(starter.started == first + second)
        #expect(supervisor.isDone)
    }
}

/// Ends jobs at once, and has ended before anybody can watch it.
private final class QuickStarter: ProcessStarter {
    private let spool: Spool
    private(set) var started: [JobID] = []

    init(_ spool: Spool) { self.spool = spool }

    func start(_ program: FilePath, _ arguments: [String], input: Int32, output: Int32) throws(Refusal) -> pid_t {
        guard let id = JobID(Array(arguments[1].utf8)) else { throw Refusal(reason: "\(arguments) names no job") }
        started.append(id)
        do throws(SystemError) { try spool.settle(id, from: .running, .finish(.succeeded)) } catch {
            throw Refusal(reason: "\(error)")
        }
        return pid_t.max
    }
}
