import Testing

@testable import SystemCalls

struct PartsTests {
    @Test(arguments: [
        ("", [""]), ("a", ["a"]), (",", ["", ""]), ("a,,b", ["a", "", "b"]), (",ab,c,", ["", "ab", "c", ""]),
    ])
    func `a byte divides into what stands between`(text: String, parts: [String]) {
        let found = Array(text.utf8).parts(separatedBy: UInt8(ascii: ","))
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == parts)
    }

    @Test(arguments: [
        ("", [""]), ("a", ["a"]), ("--", ["", ""]), ("a----b-", ["a", "", "b-"]), ("---", ["", "-"]), ("-", ["-"]),
    ])
    func `several bytes divide as well`(text: String, parts: [String]) {
        let found = Array(text.utf8).parts(separatedBy: Array("--".utf8))
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == parts)
    }
}
