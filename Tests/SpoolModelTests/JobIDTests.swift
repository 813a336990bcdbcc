import SystemCalls
import Testing

@testable import SpoolModel

@Suite struct JobIDTests {
    @Test(arguments: [("1", 1), ("42", 42), ("999999999999999999", 999_999_999_999_999_999)] as [(String, UInt64)])
    func `a positive number is an id`(text: String, number: UInt64) throws {
        let id = try #require(JobID(Array(text.utf8)))
        #expect(id.number == number && id.description == text)
    }

    @Test(arguments: [
        "", "0", "01", "-1", "+1", " 1", "1 ", "1\n", "1.2", "1/2", "..", ".", "/", "a", "1a", "٣",
        "1000000000000000000",
        "18446744073709551617",
    ])
    func `nothing else is, so that no text becomes a path`(text: String) {
        #expect(JobID(Array(text.utf8)) == nil)
    }

    @Test(arguments: [(1, 0), (999, 0), (1000, 1), (1999, 1), (123_456, 123)] as [(UInt64, UInt64)])
    func `a thousand ids share a shard`(number: UInt64, shard: UInt64) {
        #expect(JobID(number).shard == shard)
        #expect(JobState.queued.path(of: JobID(number)) == FilePath("queued/\(shard)/\(number)"))
        #expect(JobState.running.path(of: JobID(number)) == FilePath("running/\(number)"))
        #expect(
            JobState.finished(.timedOut).path(of: JobID(number)) == FilePath("finished/timed-out/\(shard)/\(number)"))
    }

    @Test(arguments: [([], ""), ([7], "7"), ([1, 2, 3, 5, 8, 9], "1-3, 5, 8-9")])
    func `ids side by side are told as a range`(ids: [UInt64], text: String) {
        #expect(ids.map { JobID($0) }.rangeText == text)
    }
}
