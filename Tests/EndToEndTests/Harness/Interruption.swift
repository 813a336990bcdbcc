import Glibc
import SystemCalls
import Testing

/// Ends a program with SIGKILL just before one of its system calls, or has one of them fail: `strace(1)`, `--inject`.
struct Interruption {
    /// A directory with a plain name, for the traces.
    let directory: String
    /// Words that execute the program that they are put before, to be killed at one point.
    private(set) var prefix: [String] = []

    enum Effect: String {
        case kill = "signal=KILL"
        case inputOutputError = "error=EIO"
        case noSpace = "error=ENOSPC"
        case noMemory = "error=ENOMEM"
    }

    /// The calls that change files or start processes. Between two of them nothing on the disk changes.
    private static let calls = [
        "mkdirat", "linkat", "renameat", "unlinkat", "write", "fsync", "syncfs", "utimensat", "flock", "fchmod",
        "clone", "clone3", "vfork", "exit_group",
    ]

    /// Whether there is a strace, and it may trace.
    static let isPossible: Bool = {
        guard let null = try? FileDescriptor.workingDirectory.openFollowing("/dev/null", O_RDWR) else { return false }
        let request = SpawnRequest(
            executables: ["/usr/bin/strace"], arguments: ["strace", "-o", "/dev/null", "/bin/true"].map(\.bytes),
            environment: [])
        let pid = try? request.spawn(.init(input: null.number, output: null.number, error: null.number))
        return pid.flatMap { try? waitForChild($0) } == .exited(0)
    }()

    private var trace: String { directory + "/trace" }

    /// The calls that a full or a broken disk makes fail.
    private static let callsThatFail = ["mkdirat", "linkat", "renameat", "unlinkat", "write", "fsync", "syncfs"]

    /// Runs a program again and again, with the effect at another point each time; how many points there are.
    ///
    /// - Parameters:
    ///   - calls: their names; nil for those that change something.
    ///   - run: starts the program by way of `prefix` and waits for its end.
    ///   - check: looks at what is left.
    static func eachPoint(
        _ effect: Effect = .kill, at calls: [String]? = nil, run: (Interruption) async throws -> Void,
        check: () async throws -> Void
    ) async throws -> Int {
        var interruption = Interruption(directory: try makeTemporaryDirectory("/tmp/spool-trace"))
        defer {
            for name in namesIn(interruption.directory) { unlink("\(interruption.directory)/\(name)") }
            rmdir(interruption.directory)
        }
        var points = 0
        for call in calls ?? (effect == .kill ? Self.calls : callsThatFail) {
            var number = 1
            while true {
                unlink(interruption.trace)
                interruption.prefix = [
                    "/usr/bin/strace", "-D", "-o", interruption.trace, "-e", "trace=\(call)",
                    "-e", "inject=\(call):\(effect.rawValue):when=\(number)",
                ]
                try await run(interruption)
                let hasHappened = try await interruption.waitForEnd()
                try await check()
                if !hasHappened { break }
                points += 1
                number += 1
            }
        }
        return points
    }

    /// Whether the program got as far as the point.
    private func waitForEnd() async throws -> Bool {
        try await value("the end of the program") {
            let lines = readLines(trace)
            guard let last = lines.last, last.hasPrefix("+++") else { return nil }
            return last.hasPrefix("+++ killed by SIGKILL") || lines.contains { $0.hasSuffix("(INJECTED)") }
        }
    }
}
