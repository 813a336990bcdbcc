import Glibc
import Testing

@testable import SystemCalls

@Suite struct ChangeWatchTests {
    @Test func `it tells whether files were touched, and nothing else`() throws {
        let base = try FileDescriptor.makeTemporaryDirectory("/tmp/spool-watch")
        let directory = try FileDescriptor.workingDirectory.openDirectory(base)
        defer {
            try? directory.unlink("file")
            try? directory.unlink("other")
            try? FileDescriptor.workingDirectory.removeDirectory(base)
        }
        let file = try directory.open("file", O_WRONLY | O_CREAT)
        let watch = try ChangeWatch()
        try watch.add(directory, for: .entries)
        try watch.add(file, for: .touched)
        #expect(!watch.take().areTouches)
        try file.writeAll([1])
        #expect(watch.take().areTouches)
        try file.writeAll([2])
        _ = try directory.open("other", O_WRONLY | O_CREAT)
        let changes = watch.take()
        #expect(!changes.areTouches)
        #expect(changes.names == ["other"])
    }
}
