import Foundation
import SpoolModel
import SystemCalls
import Testing

@testable import Supervisor

@Suite struct QueueFrontTests {
    /// A spool with folders in the place of queued jobs.
    private func withQueue(_ ids: [UInt64], _ body: (Spool) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("spool-queue-\(UUID())")
        defer { try? FileManager.default.removeItem(at: directory) }
        let spool = try Spool.create(at: FilePath(directory.path))
        for id in ids { try add(id, to: directory) }
        try body(spool)
    }

    private func add(_ id: UInt64, to directory: URL) throws {
        try FileManager.default.createDirectory(
            at: directory.appendingPathComponent("queued/\(JobID(id).shardedPath)"), withIntermediateDirectories: true)
    }

    @Test func `jobs come in the order of their ids, over every shard`() throws {
        try withQueue([3000, 7, 999, 1000, 1, 50_000, 10]) { spool in
            var front = QueueFront(range: nil)
            var found: [UInt64] = []
            while let id = try front.take(in: spool) {
                found.append(id.number)
                try FileManager.default.removeItem(atPath: "\(spool.path)/queued/\(id.shardedPath)")
            }
            #expect(found == [1, 7, 10, 999, 1000, 3000, 50_000])
            #expect(front.isKnownEmpty)
        }
    }

    @Test func `a job that comes later is seen after a further look`() throws {
        try withQueue([]) { spool in
            var front = QueueFront(range: nil)
            let none = try front.take(in: spool)
            #expect(none == nil)
            #expect(front.isKnownEmpty)
            try add(5, to: URL(fileURLWithPath: spool.path.description))
            front.lookAgain()
            #expect(!front.isKnownEmpty)
            let later = try front.take(in: spool)
            #expect(later == JobID(5))
        }
    }

    @Test func `what is busy is passed over until the next look, what is refused for good`() throws {
        try withQueue([1, 2, 3]) { spool in
            var front = QueueFront(range: nil)
            for id in 1...3 {
                let next = try front.take(in: spool)
                #expect(next == JobID(UInt64(id)))
            }
            front.passOver(busy: JobID(1))
            front.passOver(refused: JobID(2))
            let third = try front.take(in: spool)
            #expect(third == JobID(3))
            front.lookAgain()
            let first = try front.take(in: spool)
            #expect(first == JobID(1))
            let thirdAgain = try front.take(in: spool)
            #expect(thirdAgain == JobID(3))
        }
    }

    @Test func `only jobs of the range are taken`() throws {
        try withQueue([1, 2, 3, 2000]) { spool in
            var front = QueueFront(range: JobID(2)...JobID(3))
            let second = try front.take(in: spool)
            #expect(second == JobID(2))
            let last = try front.take(in: spool)
            #expect(last == JobID(3))
        }
    }
}

extension QueueFront {
    /// The next job, which is the next one no more.
    fileprivate mutating func take(in spool: Spool) throws(SpoolError) -> JobID? {
        guard let next = try peek(in: spool) else { return nil }
        removeNext()
        return next
    }
}
