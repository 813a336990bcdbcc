import SystemCalls

/// A server of task-spooler, ended when its owner is gone.
struct TaskSpooler: ~Copyable {
    private let variables: [String]

    init(_ directory: FilePath, slots: Int) throws {
        let place = String(decoding: directory.bytes, as: UTF8.self)
        variables = ["TS_SOCKET=\(place)/socket", "TMPDIR=\(place)"]
        try Child.run(["tsp", "-S", String(slots)], variables: variables)
    }

    deinit { try? Child.run(["tsp", "-K"], variables: variables) }

    func submit() throws { try Child.run(["tsp", "true"], variables: variables) }

    /// Waits for the last few of so many jobs; the others have ended then, or as good as.
    func waitForLast(_ count: Int, of total: Int) throws {
        for id in max(0, total - count)..<total { try Child.run(["tsp", "-w", String(id)], variables: variables) }
    }
}

/// A queue of nq, which runs one job at a time.
struct NqDirectory: Sendable {
    let path: FilePath

    private var variables: [String] { ["NQDIR=\(String(decoding: path.bytes, as: UTF8.self))"] }

    func submit() throws { try Child.run(["nq", "true"], variables: variables) }
    func waitForAll() throws { try Child.run(["nq", "-w"], variables: variables) }
}
