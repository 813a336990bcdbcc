import Glibc
import SystemCalls
import Testing

@testable import SpoolModel

@Suite struct OutputBudgetTests {
    private let budget = OutputBudget(bytes: 1024)

    @Test func `head, mark and tail together are within the budget`() throws {
        #expect(budget.cut(of: 1024) == nil && budget.cut(of: 0) == nil)
        for size in [1025, 4096, 1 << 40, Int.max] {
            let cut = try #require(budget.cut(of: size))
            let mark = OutputBudget.mark(cut.count, after: 0)
            #expect(cut.lowerBound == 512 && size - cut.upperBound == 448)
            #expect(cut.lowerBound + mark.count + (size - cut.upperBound) <= 1024)
        }
    }

    @Test func `the mark has a line of its own`() {
        #expect(OutputBudget.mark(7, after: UInt8(ascii: "\n")) == Array("[spool: 7 bytes cut here]\n".utf8))
        #expect(OutputBudget.mark(7, after: nil) == Array("[spool: 7 bytes cut here]\n".utf8))
        #expect(OutputBudget.mark(7, after: UInt8(ascii: "x")) == Array("\n[spool: 7 bytes cut here]\n".utf8))
    }

    @Test func `what does not grow is looked at less and less often`() {
        var pace = OutputPace()
        #expect(pace.remaining(now: 0) == nil)
        pace.note(hasGrown: true, now: 0)
        #expect(pace.remaining(now: 0) == 100 && pace.remaining(now: 100_000) == nil)
        for pause: Int64 in [200, 400, 800, 1600, 1600] {
            pace.note(hasGrown: false, now: 0)
            #expect(pace.remaining(now: 0) == pause)
        }
        pace.note(hasGrown: true, now: 0)
        #expect(pace.remaining(now: 0) == 100)
    }

    @Test func `a reader shows head, mark and tail, and then what comes`() throws {
        let name = "/tmp/spool-output-reader.\(getpid())"
        defer { unlink(name) }
        let file = try FileDescriptor.workingDirectory.openFollowing(
            FilePath(name), O_RDWR | O_CREAT | O_TRUNC | O_APPEND)
        let reader = OutputReader(
            try FileDescriptor.workingDirectory.openFollowing(FilePath(name), O_RDONLY), budget: budget)
        func news() throws -> String {
            var news: [UInt8] = []
            try reader.readNews { news += $0 }
            return String(decoding: news, as: UTF8.self)
        }
        try file.writeAll(Array(repeating: UInt8(ascii: "a"), count: 100))
        #expect(try news() == String(repeating: "a", count: 100))
        try file.writeAll(Array(repeating: UInt8(ascii: "b"), count: 4000))
        try file.writeAll(Array(repeating: UInt8(ascii: "c"), count: 448))
        try file.punchHole(512..<4100)
        let b = String(repeating: "b", count: 412)
        let c = String(repeating: "c", count: 448)
        #expect(try news() == "\(b)\n[spool: 3588 bytes cut here]\n\(c)")
        #expect(try news() == "")
        try file.writeAll(Array("more\n".utf8))
        #expect(try news() == "more\n")
    }
}
