import Testing

@testable import SpoolModel

@Suite struct LabelTests {
    @Test(arguments: ["a=", "batch=7", "_x.y-z9=a=b", "A=\u{1F}"])
    func `a key and any value are a label`(text: String) {
        #expect(Label(Array(text.utf8))?.bytes == Array(text.utf8))
    }

    @Test(arguments: ["", "=", "=x", "batch", "9a=x", ".a=x", "a b=x", "ä=x", "-a=x"])
    func `anything else is none`(text: String) {
        #expect(Label(Array(text.utf8)) == nil)
    }

    @Test func `a record that holds one key twice is refused`() throws {
        var record = RecordKindsTests.job
        record.labels = ["a=1", "a=2"].compactMap { Label(Array($0.utf8)) }
        #expect(throws: RecordError.self) { try JobRecord(record.serialized) }
    }
}
