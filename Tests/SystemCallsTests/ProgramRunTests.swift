import Glibc
import Testing

@testable import SystemCalls

@Suite struct ProgramRunTests {
    private let environment = [Array("PATH=/usr/bin:/bin".utf8)]

    private func run(_ arguments: String..., input: [UInt8] = []) throws -> ProgramRun {
        try ProgramRun(arguments.map { Array($0.utf8) }, environment: environment, input: input)
    }

    @Test func `a program's outputs and its exit code are known`() throws {
        let run = try run("sh", "-c", "echo out; echo err >&2; exit 3")
        #expect(run.status == .exited(3))
        #expect(run.output == Array("out\n".utf8))
        #expect(run.error == Array("err\n".utf8))
    }

    @Test func `more than a pipe holds goes in and out, byte for byte`() throws {
        let input = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        let run = try run("cat", input: input)
        #expect(run.output == input)
    }

    @Test func `a program that is not there is an error`() {
        #expect(throws: SystemError("execute", "no-such-program", code: ENOENT)) { try run("no-such-program") }
    }
}
