import SystemCalls
import Testing

@testable import SpoolModel

@Suite struct PidRecordTests {
    private let record = PidRecord(
        boot: "b", host: "h", inode: .max, shepherd: ProcessIdentity(pid: 12, startTicks: 345),
        startedMilliseconds: 6)
    private let command = ProcessIdentity(pid: 78, startTicks: 901)

    @Test func `the command is known once its line is whole`() throws {
        let line = PidRecord.commandLine(command)
        for length in 0...line.count {
            let read = try PidRecord(record.serialized + line[..<length])
            #expect(read.shepherd == record.shepherd && read.inode == .max)
            #expect(read.command == (length == line.count ? command : nil))
        }
    }

    @Test func `before the last of the first lines is whole nothing is known`() {
        for length in 0..<record.serialized.count {
            #expect(throws: RecordError.self) { try PidRecord(Array(record.serialized[..<length])) }
        }
    }

    @Test(arguments: ["0 1", "-1 1", "1", "1 2 3", "4294967297 1", "a b", ""])
    func `a process needs a positive number and a start`(text: String) {
        let content = String(decoding: record.serialized, as: UTF8.self).replacing("12 345", with: text)
        #expect(throws: RecordError.self) { try PidRecord(Array(content.utf8)) }
    }

    @Test func `it is of this machine with the same boot and the same directory only`() {
        #expect(record.isOfThisMachine(boot: "b", inode: .max))
        #expect(!record.isOfThisMachine(boot: "c", inode: .max))
        #expect(!record.isOfThisMachine(boot: "b", inode: 1))
    }
}
