import Testing

@testable import SpoolModel

/// The grammar that all records share.
@Suite struct RecordTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func parse(_ text: String, _ terminator: Record.Terminator = .newline) throws(RecordError) -> Record {
        try Record(bytes(text), named: "x", terminator: terminator)
    }

    @Test func `fields come back in order, with any value that the terminator allows`() throws {
        var record = RecordText(of: "x")
        record.append("a", "plain")
        record.append("b_1", "k=v=\t\u{1}")
        record.append("a", "")
        let read = try Record(record.ended(), named: "x", terminator: .newline)
        #expect(read.fields.map(\.key) == ["a", "b_1", "a"])
        #expect(read.fields.map(\.value) == ["plain", "k=v=\t\u{1}", ""].map(bytes))
        var any = RecordText(of: "x", terminator: .nul)
        let all = [UInt8](1...255)
        any.append("all", all)
        let whole = try Record(any.ended(), named: "x", terminator: .nul)
        #expect(whole.fields[0].value == all)
    }

    @Test func `what would end a field in the middle of a value is replaced`() throws {
        var record = RecordText(of: "x")
        record.append("reason", "two\nlines\0end=x")
        let read = try Record(record.ended(), named: "x", terminator: .newline)
        #expect(read.fields.map(\.value) == [bytes("two lines end=x")])
    }

    @Test(arguments: [
        "", "\n", "x=1\n", "x=1\nend=x", "x=1\na=1\n", "x=1\nend=y\n", "y=1\nend=y\n", "a=1\nx=1\nend=x\n",
        "x=1\na\nend=x\n", "x=1\n=a\nend=x\n", "x=1\nA=1\nend=x\n", "x=1\na b=1\nend=x\n", "x=1\n\nend=x\n",
        "x=1\na=1\nend=x\n\n", "x=1\na=1\nend=x\nb=1\n", "x=1\na=\0\nend=x\n", "end=x\n", "x=1\r\nend=x\r\n",
    ])
    func `what is no whole record is refused`(text: String) {
        #expect(throws: RecordError.self) { try parse(text) }
    }

    @Test(arguments: ["2", "0", "", "01", "1 ", "\u{1b}[31m"])
    func `another version is refused, and shown harmlessly`(version: String) throws {
        let error = try #require(throws: RecordError.self) { try parse("x=\(version)\nend=x\n") }
        #expect(error.problem.contains("version") && !error.problem.contains("\u{1b}"))
    }

    @Test func `a record that grows counts line by line, once a line is whole`() throws {
        let whole = bytes("pid=1\na=12\nb=34\n")
        for length in 0...whole.count {
            let record = try? Record(growing: Array(whole[..<length]), named: "pid")
            let lines = whole[..<length].filter { $0 == 10 }.count
            #expect(record?.fields.map(\.key) == (lines == 0 ? nil : Array(["a", "b"].prefix(lines - 1))))
        }
    }
}
