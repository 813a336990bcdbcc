import Glibc
import Testing

@testable import SystemCalls

struct ReadyChildTests {
    private let failures: StartFailures
    private let failure: StartFailures.Word
    private let output = Pipe()

    init() throws {
        failures = try StartFailures()
        failure = try failures.take()
    }

    @Test func `it executes when it is told to, and not before`() throws {
        let child = try makeReady("/bin/sh", "-c", "echo here")
        #expect(try waitForInput([output.reading.number], milliseconds: 200) == [false])
        let pid = child.pid
        try child.execute()
        #expect(try waitForChild(pid) == .exited(0))
        #expect(try output.reading.read(upTo: 100) == Array("here\n".utf8))
        #expect(failure.code == nil)
    }

    @Test func `one that is forgotten ends without having executed anything`() throws {
        let pid = try makeReady("/bin/sh", "-c", "echo here").pid
        #expect(try waitForChild(pid) == .exited(127))
        #expect(try waitForInput([output.reading.number], milliseconds: 0) == [false])
        #expect(failure.code == nil)
    }

    @Test(arguments: [("/nowhere/to/be/found", ENOENT), ("/tmp", EACCES)])
    func `what keeps it from executing is told once it has ended`(path: String, code: Int32) throws {
        let child = try makeReady(path)
        let pid = child.pid
        try child.execute()
        #expect(try waitForChild(pid) == .exited(127))
        #expect(failure.code == code)
    }

    private func makeReady(_ words: String...) throws(SystemError) -> ReadyChild {
        let request = SpawnRequest(
            executables: [FilePath(words[0])], arguments: words.map { Array($0.utf8) }, environment: [],
            startsSession: true)
        return try request.makeReady(
            .init(input: 0, output: output.writing.number, error: 2), mask: 0o022, failure)
    }

    private final class Pipe {
        let reading, writing: FileDescriptor

        init() {
            var ends: [Int32] = [-1, -1]
            #expect(pipe(&ends) == 0)
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            reading = FileDescriptor(owning: ends[0])
            writing = FileDescriptor(owning: ends[1])
        }
    }
}
