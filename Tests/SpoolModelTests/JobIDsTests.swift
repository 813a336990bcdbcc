import Foundation
import SystemCalls
import Testing

@testable import SpoolModel

@Suite struct JobIDsTests {
    private func withSpool(_ body: (Spool) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("spool-ids-\(UUID())")
        defer { try? FileManager.default.removeItem(at: directory) }
        try await body(try Spool.create(at: FilePath(directory.path)))
    }

    @Test func `of all that take ids at once each gets its own, and none is left out`() async throws {
        try await withSpool { spool in
            let all = try await withThrowingTaskGroup(of: [UInt64].self) { group in
                for task in 0..<8 {
                    group.addTask { try Self.takeIDs(task % 3 + 1, times: 25, from: spool) }
                }
                return try await group.reduce([], +).sorted()
            }
            #expect(all == Array(1...UInt64(all.count)))
        }
    }

    private static func takeIDs(_ count: Int, times: Int, from spool: Spool) throws -> [UInt64] {
        let ids = try spool.root.openDirectory(Layout.ids)
        var taken: [UInt64] = []
        for _ in 0..<times {
            let first = try #require(try ids.takeIDs(count)).number
            taken += first..<(first + UInt64(count))
        }
        return taken
    }

    @Test func `the largest number counts, and what is no number is no id`() async throws {
        try await withSpool { spool in
            for name in ["7", "07", "90x", "0", "-1"] as [FilePath] {
                try spool.root.create(Layout.ids / name, content: [], durably: false)
            }
            let ids = try spool.root.openDirectory(Layout.ids)
            #expect(try ids.takeIDs(1) == JobID(7))
            #expect(try ids.takeIDs(3) == JobID(8))
            #expect(try ids.takeIDs(1) == JobID(11))
        }
    }

    @Test func `no id has more digits than a reader takes`() async throws {
        try await withSpool { spool in
            try spool.root.rename("ids/1", to: "ids/999999999999999997")
            let ids = try spool.root.openDirectory(Layout.ids)
            #expect(throws: SystemError.self) { try ids.takeIDs(3) }
            #expect(try ids.takeIDs(2) == JobID(999_999_999_999_999_997))
            #expect(throws: SystemError.self) { try ids.takeIDs(1) }
            #expect(try ids.entries() == ["999999999999999999"])
        }
    }

    @Test func `without any number no id is made up`() async throws {
        try await withSpool { spool in
            try spool.root.unlink(Layout.ids / "1")
            #expect(try spool.root.openDirectory(Layout.ids).takeIDs(1) == nil)
        }
    }
}
