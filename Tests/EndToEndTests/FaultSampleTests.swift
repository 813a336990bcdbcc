import Glibc
import SystemCalls
import Testing

/// A fixed sample of what `spool-faults` tries: docs/reliability.md has the figures of whole sweeps.
@Suite(.serialized, .enabled(if: canTrace, "strace is not installed, or may not trace here")) struct FaultSampleTests {
    @Test func `programs that are killed before a system call lose nothing`() async throws {
        try await expectNoViolation("kill", "--points", "1", "--every", "1000")
    }

    @Test func `programs whose system calls fail lose nothing`() async throws {
        try await expectNoViolation(
            "error", "--points", "1", "--errors", "EIO", "--only", "cancel,prune,shepherd")
    }

    /// Symptom: where a messenger was refused a process once, nobody was told; where it could not write `told` once, it never did.
    @Test func `a messenger that cannot start or write something tells all the same, and writes that down`()
        async throws
    {
        let calls = ["clone3", "vfork", "newfstatat", "renameat"].flatMap { ["--call", $0] }
        try await expectNoViolation(
            ["error", "--only", "messenger", "--errors", "ENOMEM", "--points", "16"] + calls)
    }

    /// Symptom: submit said "Nothing was queued", and cancel "Job 1 goes on", after the rename that did just that.
    @Test func `an answer after a failed sync is true`() async throws {
        try await expectNoViolation(
            "error", "--only", "submit,cancel", "--call", "fsync", "--errors", "EIO", "--points", "6")
    }

    /// Symptom: one failed read of a job's environment, or one failed wait, and the job was 'failed' with 125 or 'lost'.
    @Test func `a shepherd that cannot read or wait once brings its job to its own end`() async throws {
        try await expectNoViolation("error", "--at", "shepherd/plain:poll:1:ENOMEM")
        try await expectNoViolation("error", "--at", "shepherd/plain:read:9:EIO")
        // Symptom: 'failed' with 125 for a disk of the spool that could not be written to.
        try await expectNoViolation(
            "error", "--scenario", "shepherd/plain", "--call", "openat", "--errors", "EROFS", "--points", "8")
    }

    @Test(.enabled(if: SmallFileSystem.isPermitted, "mounting needs root"))
    func `power that is cut loses no acknowledged job, and is seen to where nothing is synced`() async throws {
        try await expectNoViolation("powercut", "--cuts", "8")
        try await TestSpool.with { spool in
            let careless = ["powercut", "--cuts", "8", "--without", "fsync,fdatasync,syncfs"]
            let result = try await faults(spool, careless)
            #expect(result.code == 1 && result.outputText.contains("is gone"), "\(result.outputText)")
        }
    }

    /// Symptom: a power cut could take a new spool's own name, and the first job of a shard, where a sync keeps what it must and no more.
    @Test func `no state that a crash may leave loses a job`() async throws {
        try await expectNoViolation("replay", "--states", "57")
        // Symptom: a job was lost that came into a shard whose maker had not synced its name yet.
        try await expectNoViolation("replay", "--story", "shards", "--states", "40")
    }

    @Test func `a sync that is left out is missed`() async throws {
        for (story, site) in [
            ("run", "spool submit: fsync "), ("run", "spool submit: fsync spool/queued/N"),
            ("cancel", "spool cancel: fsync spool/finished/cancelled"),
            ("cancel", "spool cancel: fsync spool/running/N"),
            ("run", "spool-shepherd: fdatasync spool/running/N/result.N"),
            // Symptom: a power cut could take the greatest mark, and the next job moved to the front came behind the last one.
            ("order", "spool move: fsync spool/settings"),
            ("prune", "spool prune: fsync spool/tmp"),
            ("unique", "spool submit: fsync spool/unique"),
            ("shards", "spool hold: fsync spool/held"),
        ] {
            try await expectNoViolation("syncs", "--story", story, "--site", site)
        }
    }

    @Test func `many programs on one spool, and many jobs through one supervisor, lose nothing`() async throws {
        try await expectNoViolation("many", "--seconds", "2")
        try await TestSpool.with { spool in
            let result = try await faults(spool, ["soak", "--count", "100"])
            // How long a look took says nothing beside other tests.
            let violations = result.outputText.split(separator: "\n").filter {
                $0.hasPrefix("VIOLATION") && !$0.contains(" took ")
            }
            #expect(violations.isEmpty && result.errorText.isEmpty, "\(result.outputText)\(result.errorText)")
        }
    }

    @Test(.enabled(if: SmallFileSystem.isPermitted, "a namespace needs root"))
    func `nobody is ended for a number that a dead process had`() async throws {
        try await TestSpool.with { spool in
            let result = try await faults(spool, ["pids", "--count", "400"])
            let isOldKernel = result.errorText.contains("one pid_max for all")
            #expect(result.code == 0 || isOldKernel, "\(result.outputText)\(result.errorText)")
        }
    }

    @Test(.enabled(if: hasCompiler, "there is no C compiler"))
    func `a clock that is set by ten years ends no job early, and deletes none`() async throws {
        try await TestSpool.with { spool in
            let result = try await faults(spool, ["clock", "--count", "1"])
            // A release build keeps its clock.
            let isStatic = result.errorText.contains("are linked statically")
            #expect(result.code == 0 || isStatic, "\(result.outputText)\(result.errorText)")
        }
    }

    @Test(.enabled(if: SmallFileSystem.isPermitted, "owners and devices need root"))
    func `damaged files stop no program, and lead none out of the spool`() async throws {
        try await expectNoViolation("files", "--records", "2000", "--spools", "3")
    }

    private func expectNoViolation(_ arguments: String...) async throws { try await expectNoViolation(arguments) }

    private func expectNoViolation(_ arguments: [String]) async throws {
        try await TestSpool.with { spool in
            let result = try await faults(spool, arguments)
            #expect(result.code == 0, "\(result.outputText)\(result.errorText)")
        }
    }

    private func faults(_ spool: TestSpool, _ arguments: [String]) async throws -> ToolResult {
        let program = [TestSpool.programs + "/spool-faults"] + arguments
        return try await spool.start(program).result(within: .seconds(300))
    }
}

private let hasCompiler = ["/usr/bin/cc", "/usr/bin/clang", "/usr/bin/gcc"].contains { (path: String) in
    access(path, X_OK) == 0
}

/// Whether strace is there, and may trace.
private let canTrace: Bool = {
    let request = SpawnRequest(
        executables: ["/usr/bin/strace"],
        arguments: ["strace", "-qq", "-o", "/dev/null", "true"].map { Array($0.utf8) },
        environment: [Array("PATH=/usr/bin:/bin".utf8)])
    guard let null = try? FileDescriptor.workingDirectory.openFollowing("/dev/null", O_RDWR),
        let pid = try? request.spawn(.init(input: null.number, output: null.number, error: null.number))
    else { return false }
    return (try? waitForChild(pid)) == .exited(0)
}()
