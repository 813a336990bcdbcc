import SystemCalls
import Testing

@testable import SpoolModel

@Suite struct OrderTests {
    private func name(_ text: String) throws -> ResourceName { try #require(ResourceName(Array(text.utf8))) }

    @Test func `what is moved comes first, then the higher priority, then the lower id`() {
        let ranks = [
            Rank(mark: 2, id: JobID(9)), Rank(mark: 1, priority: 7, id: JobID(8)), Rank(priority: 5, id: JobID(7)),
            Rank(priority: 0, id: JobID(1)), Rank(priority: 0, id: JobID(2)), Rank(priority: -1, id: JobID(0)),
        ]
        #expect(ranks.reversed().sorted() == ranks)
    }

    @Test(arguments: ["", "a b", "a.b", "a/b", "ä", String(repeating: "a", count: 65)])
    func `a name that is no file's and no variable's is refused`(text: String) {
        #expect(ResourceName(Array(text.utf8)) == nil)
    }

    @Test func `an amount is one unless it is said`() throws {
        let one = try #require(Needs.amount(Array("blast".utf8)))
        #expect(one == (try name("blast"), 1))
        let three = try #require(Needs.amount(Array("blast=3".utf8)))
        #expect(three == (try name("blast"), 3))
        for text in ["=3", "blast=", "blast=0", "blast=-1", "blast=1=2", "blast=x"] {
            #expect(Needs.amount(Array(text.utf8)) == nil, "\(text)")
        }
    }

    @Test func `a job of one slot without conditions is plain, any other is not`() throws {
        #expect(JobOrder().isPlain && JobOrder().home == .queued)
        var order = JobOrder()
        order.priority = 1
        #expect(order.home == .waiting)
        order = JobOrder()
        order.needs.slots = 2
        #expect(order.home == .waiting)
        order = JobOrder()
        order.conditions.notBefore = 1
        #expect(order.home == .waiting)
    }

    @Test func `a dependency is met, pending or unmet by the end of the other job`() {
        let ok = Dependency(job: JobID(1), requirement: .ok)
        let failed = Dependency(job: JobID(1), requirement: .failed)
        let any = Dependency(job: JobID(1), requirement: .any)
        for dependency in [ok, failed, any] { #expect(dependency.standing(.pending) == .pending) }
        #expect(ok.standing(.ended(.succeeded)) == .met)
        #expect(failed.standing(.ended(.succeeded)) == .unmet(.succeeded))
        for outcome in [Outcome.failed, .timedOut, .lost] {
            #expect(ok.standing(.ended(outcome)) == .unmet(outcome))
            #expect(failed.standing(.ended(outcome)) == .met)
        }
        #expect(ok.standing(.ended(.cancelled)) == .unmet(.cancelled))
        #expect(failed.standing(.ended(.cancelled)) == .unmet(.cancelled))
        for outcome in Outcome.allCases { #expect(any.standing(.ended(outcome)) == .met) }
        #expect(any.standing(.gone) == .met && ok.standing(.gone) == .unmet(nil))
    }

    @Test func `a dependency is read as it is written`() {
        for text in ["41:ok", "41:failed", "41:any", "41.7:ok", "41.5-10:failed"] {
            #expect(Dependency(Array(text.utf8))?.description == text)
        }
        #expect(Dependency(Array("41".utf8))?.description == "41:ok")
        for text in ["", "41:", "41:done", ":ok", "041", "41:ok:ok", "41.", "41.0", "41.5-2", "41.1.2"] {
            #expect(Dependency(Array(text.utf8)) == nil, "\(text)")
        }
    }

    @Test func `the machine's figures keep a job from starting only where they are known`() {
        var condition = MachineCondition()
        condition.mostLoad = 150
        condition.leastMemory = 1 << 30
        let idle = MachineLoad(load: 150, availableMemory: 1 << 30, memoryStall: 500)
        #expect(condition.holds(idle))
        #expect(condition.holds(MachineLoad(load: nil, availableMemory: nil, memoryStall: nil)))
        #expect(!condition.holds(MachineLoad(load: 151, availableMemory: 1 << 31, memoryStall: 0)))
        #expect(!condition.holds(MachineLoad(load: 0, availableMemory: (1 << 30) - 1, memoryStall: 0)))
        #expect(!condition.holds(MachineLoad(load: 0, availableMemory: 1 << 31, memoryStall: 501)))
        #expect(MachineCondition().holds(MachineLoad(load: 100_000, availableMemory: 0, memoryStall: 10_000)))
    }

    @Test func `the lowest pieces of a pool that are free are picked`() throws {
        let gpu = try name("gpu")
        var settings = Settings()
        settings.capacities[.pool(gpu)] = 4
        var needs = Needs()
        needs.named[.pool(gpu)] = 2
        let taken = [PoolRecord(pieces: [gpu: [1]])]
        let record = try #require(PoolRecord(needs, settings, taken: taken))
        #expect(record.pieces == [gpu: [0, 2]])
        #expect(record.variables == [Array("SPOOL_POOL_GPU=0,2".utf8)])
        #expect(PoolRecord(needs, settings, taken: taken + [record]) == nil)
    }

    @Test func `a key is a file's name whatever bytes it has`() throws {
        let key = try #require(UniqueKey(Array("a/b .\n%\u{ff}".utf8)))
        #expect(key.file == "unique/a%2Fb%20%2E%0A%25%C3%BF")
        #expect(UniqueKey.isFile("a%2Fb%20%2E%0A%25%C3%BF"))
        for name in ["a.b", "a%2fb", "%41", "%", "a%4"] { #expect(!UniqueKey.isFile(FilePath(name)), "\(name)") }
        #expect(UniqueKey([]) == nil && UniqueKey([0]) == nil)
        #expect(UniqueKey([UInt8](repeating: 1, count: 81)) == nil)
    }

    @Test func `settings are told apart by their names, and others are not read`() throws {
        #expect(try #require(Layout.setting(in: "limit.blast")) == ("limit", try name("blast")))
        #expect(try #require(Layout.setting(in: "paused.g")) == ("paused", try name("g")))
        for file in ["limit", "limit.", "limit.a.b", "limit.a.new-12", "other.a", "paused"] {
            #expect(Layout.setting(in: FilePath(file)) == nil, "\(file)")
        }
    }

    /// Symptom: `spool move` ended by SIGILL, and each supervisor that came, until the shepherd wrote the file anew.
    @Test func `a number too large to be computed with is refused`() throws {
        #expect(throws: RecordError.self) { try FrontRecord(FrontRecord(mark: .max).serialized) }
        #expect(try FrontRecord(FrontRecord(mark: .max - 1).serialized).mark == .max - 1)
        var counts = TaskCounts()
        counts[.waiting] = ArrayDescription.mostTasks
        var progress = ProgressRecord(attempt: 1, wants: 1, uses: 1, counts: counts)
        #expect(try ProgressRecord(progress.serialized) == progress)
        progress.uses = .max
        #expect(throws: RecordError.self) { try ProgressRecord(progress.serialized) }
        (progress.uses, progress.wants) = (1, .max)
        #expect(throws: RecordError.self) { try ProgressRecord(progress.serialized) }
        progress.wants = 1
        progress.counts[.failed] = .max - ArrayDescription.mostTasks
        #expect(throws: RecordError.self) { try ProgressRecord(progress.serialized) }
    }
}
