import Testing

@testable import CommandLineSyntax

struct NearestNameTests {
    private let names = ["submit", "status", "stop", "logs"]

    @Test func `one slip is forgiven in short words and more in longer ones`() {
        #expect(nearestName(to: bytes("sumbit"), among: names) == "submit")
        #expect(nearestName(to: bytes("submits"), among: names) == "submit")
        #expect(nearestName(to: bytes("sttaus"), among: names) == "status")
        #expect(nearestName(to: bytes("stp"), among: names) == "stop")
        #expect(nearestName(to: bytes("log"), among: names) == "logs")
    }

    @Test func `a word like none of the names has no nearest`() {
        #expect(nearestName(to: bytes("run"), among: names) == nil)
        #expect(nearestName(to: bytes("s"), among: ["a", "x"]) == nil)
        #expect(nearestName(to: [], among: ["a"]) == nil)
        #expect(nearestName(to: [UInt8](repeating: 0x61, count: 1_000_000), among: names) == nil)
    }
}

struct ProseTests {
    @Test func `an indented piece keeps its inner indentation`() {
        #expect(
            Prose.pieces(of: "One\ntwo.\n\n  a\n    b\n\n\nThree.") == [
                .paragraph("One two."), .verbatim(["a", "  b"]), .paragraph("Three."),
            ])
        #expect(Prose.pieces(of: "") == [])
    }

    @Test func `a word longer than the line stands alone`() {
        #expect(wrap("a bb cccccccc d", width: 4) == ["a bb", "cccccccc", "d"])
        #expect(wrap(" ", width: 4) == [])
    }
}

struct QuotedTests {
    @Test(
        arguments: [
            ([0x61, 0xC3, 0xA9], "'aé'"), ([0xC3], "'\\xC3'"), ([0xED, 0xA0, 0x80], "'\\xED\\xA0\\x80'"),
            ([0xC0, 0x80], "'\\xC0\\x80'"), ([0xF0, 0x9F, 0x98, 0x80, 0x0A], "'😀\\n'"),
            ([0xE2, 0x82, 0x41], "'\\xE2\\x82A'"),
            ([0xC2, 0x9B], "'\\u{9B}'"), ([], "''"),
        ] as [([UInt8], String)])
    func `bytes that are not text are shown as numbers`(bytes: [UInt8], text: String) {
        #expect(quoted(bytes) == text)
    }
}
