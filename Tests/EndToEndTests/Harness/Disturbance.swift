import Testing

/// A system call that fails, takes long, or is the last one of its program: `strace(1)`, `--inject`.
struct Disturbance {
    let call: String
    /// Such as `error=EIO:when=1..3`.
    let effect: String
    /// Of those calls alone that have to do with this path, as the call spells it or as `/proc` shows a descriptor.
    let path: String?

    init(_ call: String, _ effect: String, at path: String? = nil) {
        self.call = call
        self.effect = effect
        self.path = path
    }
}

extension TestSpool {
    /// What was disturbed so far.
    var disturbances: String { readText(base + "/trace") ?? "" }

    /// Starts the tool, in which calls are disturbed, and with `followsForks` in each process that it starts as well.
    func start(
        _ arguments: [String], with disturbances: Disturbance..., followsForks: Bool = false
    ) throws -> StartedProcess {
        try start(
            strace(disturbances) + (followsForks ? ["-f"] : []) + [Self.tool, "--spool", path] + arguments)
    }

    /// Disturbs calls in the shepherd of a job that runs, from now on.
    func disturbShepherd(of id: Int, _ disturbances: Disturbance...) async throws {
        let shepherd = try #require(pids(of: id).shepherd).pid
        let tracer = try start(strace(disturbances) + ["-p", "\(shepherd)"])
        try await eventually("it is traced") { isTraced(shepherd, by: tracer.pid) }
    }

    private func strace(_ disturbances: [Disturbance]) -> [String] {
        ["strace", "-qq", "-o", base + "/trace", "-e", "trace=" + disturbances.map(\.call).joined(separator: ",")]
            + disturbances.compactMap(\.path).flatMap { ["-P", $0] }
            + disturbances.flatMap { ["-e", "inject=\($0.call):\($0.effect)"] }
    }
}
