import SystemCalls
import Testing

@testable import SpoolModel

@Suite struct TraceLineTests {
    @Test func `a line is read as it was written`() {
        let line = TraceLine(atMilliseconds: 7, writer: .shepherd, pid: 42, text: "sends signal 15 to process 3")
        #expect(TraceLine(Array(line.serialized.dropLast())) == line)
    }

    @Test func `a line stays one line, whatever it tells`() {
        let line = TraceLine(atMilliseconds: 7, writer: .messenger, pid: 42, text: "failed: a\nb")
        #expect(line.serialized == Array("7 messenger 42 failed: a\\nb\n".utf8))
    }

    @Test func `what is torn is no line`() {
        for text in ["", "7 shepherd 42", "x shepherd 42 text", "7 stranger 42 text"] {
            #expect(TraceLine(Array(text.utf8)) == nil)
        }
    }
}
