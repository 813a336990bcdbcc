import SystemCalls
import Testing

@Suite struct FilePathTests {
    @Test(arguments: [
        ("/a/b", "/a", "b"), ("/a", "/", "a"), ("a", ".", "a"), ("a/b", "a", "b"), ("/", "/", ""), ("a/", "a", ""),
    ])
    func `a path has a parent and a last component`(path: String, parent: String, last: String) {
        #expect(FilePath(path).parent == FilePath(parent))
        #expect(FilePath(path).lastComponent == FilePath(last))
    }

    @Test(arguments: [
        ("/a", "b", "/a/b"), ("/a/", "b", "/a/b"), ("/", "b", "/b"), ("", "b", "b"), ("/a", "/b", "/b"),
        ("/a", "../b", "/a/../b"),
    ])
    func `a name is put behind a base, and an absolute path stands for itself`(base: String, name: String, path: String)
    {
        #expect(FilePath(base) / FilePath(name) == FilePath(path))
    }

    @Test func `any bytes are kept, and shown so that no terminal minds`() {
        let path = FilePath(bytes: [0x2f, 0xff, 0x0a, 0x1b])
        #expect(path.bytes == [0x2f, 0xff, 0x0a, 0x1b])
        #expect(path.description == #"/\xff\n\u{1b}"#)
        #expect(("a" / path).bytes == path.bytes)
    }

    @Test func `text and numbers in a path are put together as they are`() {
        let text = "\u{1b}é\n"
        let path: FilePath = "a/\(text).\(UInt64.max)-\(Int32(-7))"
        #expect(path == FilePath("a/\u{1b}é\n.18446744073709551615--7"))
        #expect(("\(0)" as FilePath).bytes == [0x30])
    }
}
