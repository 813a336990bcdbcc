import SystemCalls
import Testing

@testable import SpoolModel

@Suite struct NoticeTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func `who is told is kept in the record of the job`() throws {
        var record = JobRecord(
            submittedMilliseconds: 0, directory: "/", umask: 0, environmentSize: 0, arguments: [bytes("true")])
        record.notice = Notice(command: bytes("echo 'a\nb'"), address: bytes("me@x"), url: bytes("https://x/y"))
        let read = try JobRecord(record.serialized)
        #expect(read == record && read.notice?.channels == [.notify, .mail, .callback])
    }

    @Test func `addresses that could be taken for something else are refused`() {
        for text in ["", "-oQ/tmp", "a b", "a\n", "é@x"] { #expect(!Notice.isAddress(bytes(text))) }
        #expect(Notice.isAddress(bytes("root")) && Notice.isAddress(bytes("a.b+c@example.org")))
        for text in ["", "http://", "file:///etc/passwd", "-o x", "http://a b"] { #expect(!Notice.isURL(bytes(text))) }
        #expect(Notice.isURL(bytes("http://[::1]:80/x?y={z}")))
    }

    @Test func `what has been told is of one end`() throws {
        var told = ToldRecord(of: JobEnd(attempt: 3, lastAgain: 2, outcome: .timedOut))
        told.answers = [.notify: .told, .callback: .failed("exit 22: no such page")]
        #expect(try ToldRecord(told.serialized) == told)
        #expect(told.isComplete(for: Notice(command: [1], url: [2])))
        #expect(!told.isComplete(for: Notice(command: [1], address: [2])))
        let torn = Array(told.serialized.dropLast())
        #expect(throws: RecordError.self) { try ToldRecord(torn) }
    }
}
