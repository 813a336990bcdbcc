import Glibc
import Testing

@testable import SystemCalls

@Suite struct ProcessIdentityTests {
    /// `/proc/PID/stat` as the kernel writes it, with a name of the process's own choice.
    private func stat(name: [UInt8], state: String = "S") -> [UInt8] {
        let rest =
            " \(state) 11 12 13 34816 14 4194304 107 0 0 0 1 2 3 4 20 0 1 0 987654 2633728 224 18446744073709551615\n"
        return Array("4242 (".utf8) + name + Array((")" + rest).utf8)
    }

    @Test(arguments: [
        Array("sh".utf8), Array(") S 1 1 1 (".utf8), Array("a b".utf8), Array("))))".utf8), [],
        [0xff, 0x0a, 0x29, 0x20],
        Array(") R 1 2 3 4 5 6 7".utf8),
    ])
    func `a hostile name does not shift the fields`(name: [UInt8]) throws {
        let status = try #require(ProcessStatus(pid: 4242, stat: stat(name: name)))
        #expect(status.identity == ProcessIdentity(pid: 4242, startTicks: 987_654))
        #expect(status.parent == 11)
        #expect(status.session == 13)
        #expect(!status.isZombie)
    }

    @Test func `a zombie is told apart`() throws {
        #expect(try #require(ProcessStatus(pid: 1, stat: stat(name: [], state: "Z"))).isZombie)
    }

    @Test func `what is cut short is no process`() {
        let whole = stat(name: Array("sh".utf8))
        let needed = whole.count - " 2633728 224 18446744073709551615\n".utf8.count
        for length in 0..<(needed - "987654".utf8.count) {
            #expect(ProcessStatus(pid: 4242, stat: Array(whole[..<length])) == nil)
        }
    }

    @Test func `this process exists, and the same number with another start does not`() throws {
        let own = try #require(ProcessIdentity(current: getpid()))
        #expect(own.exists)
        #expect(!ProcessIdentity(pid: own.pid, startTicks: own.startTicks + 1).exists)
        #expect(ProcessHandle(ProcessIdentity(pid: own.pid, startTicks: own.startTicks + 1))?.send(0) == nil)
        #expect(allProcesses().contains { $0.identity == own && $0.parent == getppid() })
    }

    @Test func `a child that was waited for is gone`() throws {
        let null = try FileDescriptor.workingDirectory.openFollowing("/dev/null", O_RDWR)
        let request = SpawnRequest(
            executables: ["/bin/sh"], arguments: ["sh", "-c", "exit 9"].map { Array($0.utf8) }, environment: [])
        let pid = try request.spawn(.init(input: null.number, output: null.number, error: null.number))
        let identity = try #require(ProcessIdentity(current: pid))
        #expect(try waitForChild(pid) == .exited(9))
        #expect(!identity.exists)
        #expect(ProcessHandle(identity)?.send(0) == nil)
    }

    /// Symptom: a command whose shepherd was killed right after it had started it was not found, and lived on beside its job's burial.
    @Test func `a process shows its variables, or that it is between two programs`() throws {
        let null = try FileDescriptor.workingDirectory.openFollowing("/dev/null", O_RDWR)
        let mark = Array("MARK=1".utf8)
        let request = SpawnRequest(
            executables: ["/bin/sh"], arguments: ["sh", "-c", #"exec "$SHELL" -c "$LOOP""#].map { Array($0.utf8) },
            environment: [mark, Array("SHELL=/bin/sh".utf8), Array(#"LOOP=exec "$SHELL" -c "$LOOP""#.utf8)])
        let pid = try request.spawn(.init(input: null.number, output: null.number, error: null.number))
        defer {
            kill(pid, SIGKILL)
            _ = try? waitForChild(pid)
        }
        let showsMark = { environmentOfProcess(pid)?.contains(mark) == true }
        var (missed, between) = (0, 0)
        for _ in 0..<100_000 where missed < 20 || between == 0 {
            let status = try #require(ProcessStatus(of: pid))
            if showsMark() { continue }
            missed += 1
            if status.isBetweenPrograms { between += 1 }
            // It got them since the look at its status, or is between the next two.
            #expect(status.isBetweenPrograms || (0..<1000).contains { _ in showsMark() })
        }
        #expect(missed > 0 && between > 0, "it never was between two programs")
        let own = try #require(ProcessStatus(of: getpid()))
        let kernel = ProcessStatus(of: 2)
        #expect(!own.isBetweenPrograms && kernel?.isBetweenPrograms != true)
    }
}
