import SystemCalls

/// A server of task-spooler, ended when its owner is gone.
final class TaskSpooler: Sendable {
    private let variables: [String]

    init(_ directory: FilePath, slots: Int) throws {
        let place = directory.text
        variables = ["TS_SOCKET=\(place)/socket", "TMPDIR=\(place)"]
        try Child.run(["tsp", "-S", String(slots)], variables: variables)
    }

    deinit { try? Child.run(["tsp", "-K"], variables: variables) }

    func submit(_ command: [String] = ["true"], output: FilePath? = nil) throws {
        try Child.run(["tsp"] + command, variables: variables, output: output)
    }

    func wait(for id: String) throws { try Child.run(["tsp", "-w", id], variables: variables) }
    func waitForNewest() throws { try Child.run(["tsp", "-w"], variables: variables) }

    /// Waits for the last few of so many jobs; the others have ended then, or as good as.
    func waitForLast(_ count: Int, of total: Int) throws {
        for id in max(0, total - count)..<total { try wait(for: String(id)) }
    }
}

/// A queue of nq, which runs one job at a time.
struct NqDirectory: Sendable {
    let path: FilePath

    private var variables: [String] { ["NQDIR=\(path.text)"] }

    func submit(_ command: [String] = ["true"], output: FilePath? = nil) throws {
        try Child.run(["nq"] + command, variables: variables, output: output)
    }

    func wait(for id: String) throws { try Child.run(["nq", "-w", id], variables: variables) }
    func waitForAll() throws { try Child.run(["nq", "-w"], variables: variables) }
}

/// A server and a worker of HyperQueue in one process.
enum HyperQueue {
    /// Prints the microseconds from the submission to the start of the last job, which has the lowest priority: the library asks
    /// once a second whether all have ended.
    private static let program = """
        import os, sys, time
        from hyperqueue import Job, LocalCluster
        from hyperqueue.cluster import WorkerConfig

        place, jobs = sys.argv[1], int(sys.argv[2])
        with LocalCluster(place + "/server", WorkerConfig(cores=2)) as cluster:
            job = Job()
            for _ in range(jobs - 1):
                job.program(["true"], stdout=None, stderr=None)
            job.program(["touch", place + "/end"], stdout=None, stderr=None, priority=-1)
            client = cluster.client()
            start = time.time()
            client.wait_for_jobs([client.submit(job)])
            with open(place + "/took", "w") as file:
                print(round((os.stat(place + "/end").st_mtime - start) * 1000000), file=file)

        """

    /// Runs so many jobs that do nothing, two at a time; seconds.
    static func dispatch(_ jobs: Int, in directory: FilePath) throws -> Double {
        try writeFile(directory / "jobs.py", Array(program.utf8))
        let place = directory.text
        try Child.run(["python3", place + "/jobs.py", place, String(jobs)])
        guard let took = linesOfFile(directory / "took").first.flatMap({ Int64($0) }) else {
            throw Failure("HyperQueue did not say how long it took.")
        }
        return Double(took) / 1e6
    }
}
