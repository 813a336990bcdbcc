import SystemCalls

/// One way to run many jobs that do nothing.
enum DispatchRun: Sendable {
    case jobs, array, run, submitAndDrain
    case peer(Peer)

    static func all(with peers: [Peer]) -> [DispatchRun] {
        [.jobs, .array, .run, .submitAndDrain] + peers.map(DispatchRun.peer)
    }

    var isOwn: Bool { if case .peer = self { false } else { true } }

    /// Whether the program waits for its jobs itself.
    var hasProcessorTime: Bool {
        switch self {
        case .peer(.taskSpooler), .peer(.nq), .peer(.hyperQueue): false
        default: true
        }
    }

    var title: String {
        switch self {
        case .jobs: "jobs of their own, `spool supervise --slots 2 --drain`, durable"
        case .array: "one array, `spool supervise --slots 2 --drain`, durable"
        case .run: "`spool run --slots 2 true {}`, durable"
        case .submitAndDrain: "`spool submit --batch` and `spool supervise`, both, durable"
        case .peer(.xargs): "`xargs -P2 -n1 true`"
        case .peer(.parallel): "GNU parallel `-j2 --joblog --results`"
        case .peer(.taskSpooler): "task-spooler, `tsp -S 2`, one `tsp true` a job"
        case .peer(.nq): "nq, one `nq true` a job, two directories"
        case .peer(.hyperQueue): "HyperQueue, LocalCluster, keeps nothing on disk"
        }
    }

    /// The title in a plot.
    var label: String {
        switch self {
        case .jobs: "spool, jobs of their own"
        case .array: "spool, one array"
        case .run: "spool run"
        case .submitAndDrain: "spool, submitting included"
        case .peer(.parallel): "GNU parallel --joblog --results"
        case .peer(.xargs): "xargs"
        case .peer(let peer): peer.title
        }
    }

    /// How many jobs the spool has then.
    fileprivate func jobsInSpool(_ jobs: Int) -> Int {
        switch self {
        case .array, .run: 1
        default: jobs
        }
    }

    func jobs(_ sizes: Sizes) -> Int {
        switch self {
        case .peer(.taskSpooler): sizes.taskSpoolerJobs
        case .peer(.nq): sizes.nqJobs
        default: sizes.jobs
        }
    }
}

extension Bench {
    /// Runs so many jobs in one way; what that took.
    func dispatch(_ run: DispatchRun, jobs: Int, in directory: FilePath) throws -> Cost {
        let spool = SpoolDirectory(path: directory / "spool", program: programs.spool)
        let drain = spool.command(["supervise", "--slots", "2", "--drain"])
        let lines = try makeLines(jobs)
        let cost: Cost
        switch run {
        case .peer(let peer): return try dispatch(peer, jobs: jobs, lines, in: directory)
        case .jobs:
            try spool.submit(batch: lines, ["true", "{}"])
            cost = try Cost.measuring { try Child.run(drain) }
        case .submitAndDrain:
            cost = try Cost.measuring {
                try spool.submit(batch: lines, ["true", "{}"])
                try Child.run(drain)
            }
        case .array:
            try Child.run(spool.command(["submit", "--array", "1-\(jobs)", "true", "{}"]))
            cost = try Cost.measuring { try Child.run(drain) }
        case .run:
            let words = spool.command(["run", "--slots", "2", "true", "{}"])
            cost = try Cost.measuring { try Child.run(words, input: lines) }
        }
        // 'spool run' ends with the last task, and its shepherd a moment later.
        let expected = run.jobsInSpool(jobs)
        try eventually("\(expected) jobs have succeeded") {
            try spool.finished("succeeded") == expected && spool.running().isEmpty ? true : nil
        }
        return cost
    }

    private func dispatch(_ peer: Peer, jobs: Int, _ lines: FilePath, in directory: FilePath) throws -> Cost {
        let place = directory.text
        switch peer {
        case .xargs:
            return try Cost.measuring { try Child.run(["xargs", "-P2", "-n1", "true"], input: lines) }
        case .parallel:
            let words = ["parallel", "-j2", "--joblog", place + "/log", "--results", place + "/results", "true"]
            return try Cost.measuring { try Child.run(words, input: lines) }
        case .taskSpooler:
            let server = try TaskSpooler(directory, slots: 2)
            return try Cost.measuring {
                for _ in 0..<jobs { try server.submit() }
                try server.waitForLast(2, of: jobs)
            }
        case .nq:
            let queues = [NqDirectory(path: directory / "a"), NqDirectory(path: directory / "b")]
            return try Cost.measuring {
                for job in 0..<jobs { try queues[job % 2].submit() }
                for queue in queues { try queue.waitForAll() }
            }
        case .hyperQueue:
            return Cost(wall: try HyperQueue.dispatch(jobs, in: directory), processor: 0)
        }
    }
}
