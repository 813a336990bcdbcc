import Glibc
import Testing

@testable import SystemCalls

@Suite struct SystemErrorTests {
    @Test func `an error shows the bytes of a path so that a terminal is safe from them`() throws {
        let error = try #require(throws: SystemError.self) {
            _ = try FileDescriptor.workingDirectory.open("no\u{1b}[2Jfile", O_RDONLY)
        }
        #expect(error.description == #"cannot open no\u{1b}[2Jfile: no such file or directory"#)
    }
}
