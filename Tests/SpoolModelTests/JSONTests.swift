import SpoolModel
import Testing

@Suite struct JSONTests {
    /// Symptom: U+009B, a control sequence introducer of one character, reached the terminal.
    @Test func `what a terminal would act on is written as its number, and nothing is lost`() {
        let text = "a\u{1b}[31m\u{9b}31m\u{202e}\u{2028}\u{e0001}\u{7f}é😀\"\\\n\t"
        let expected = #""a\u001b[31m\u009b31m\u202e\u2028\udb40\udc01\u007fé😀\"\\\n\t""#
        #expect(JSON.text(text).serialized == expected)
        #expect(JSON.bytes([0x61, 0xff, 0x9b]).serialized == #""a\udcff\udc9b""#)
    }
}
