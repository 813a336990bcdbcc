import SystemCalls

extension Bench {
    /// What everything takes in a spool that holds very much.
    func large() throws -> [Section] {
        let spool = try makeSpool("large")
        try spool.makeHalfDoneArray(of: sizes.large)
        try Child.run(spool.command(["submit", "true"]))
        try Child.run(spool.command(["supervise", "--slots", "1", "--drain"]))
        let stamp = workspace.path / "stamp.large"
        let first = [programs.own, "stamp", stamp.text]
        try Child.run(spool.command(["submit", "--hold"] + first))
        try Child.run(spool.command(["submit", "--hold", "sleep", "1000"]))
        var growth = try growth(in: spool)
        report("spool-benchmark: large, \(sizes.large) finished jobs")
        try spool.multiply(2, by: sizes.large)
        growth.append(try growthRow(queued: sizes.large, finished: sizes.large, in: spool))
        report("spool-benchmark: large, calls")
        let rows = try calls(in: spool) + supervisorRows(in: spool, stamp) + [arrayRow(in: spool), pruneRow(in: spool)]
        return [
            section(growth),
            Section(
                title: "Large spools",
                remarks: [
                    """
                    One spool with \(sizes.large) queued jobs, \(sizes.large) finished ones, and an array of \(sizes.large) tasks of \
                    which half have run. Each call \(sizes.calls) times, the whole process.
                    """
                ],
                header: ["what", "median", "most", "target"], rows: rows),
        ]
    }

    private func calls(in spool: SpoolDirectory) throws -> [[String]] {
        let finished = try spool.nextID() - sizes.calls - 2
        let queued = try spool.firstQueued() + sizes.calls
        let task = sizes.large / 2
        let calls: [(title: String, words: (Int) -> [String], target: String)] = [
            ("`spool status`", { _ in ["status"] }, "200 ms"),
            ("`spool status ID`, of a queued job", { ["status", "\(queued + $0)"] }, "20 ms"),
            ("`spool status ID`, of a finished job", { ["status", "\(finished + $0)"] }, "20 ms"),
            ("`spool status ID.TASK`", { ["status", "1.\(task - $0)"] }, "20 ms"),
            ("`spool log ID`, of a finished job", { ["log", "\(finished + $0)"] }, "20 ms"),
            ("`spool cancel ID`, of a queued job", { ["cancel", "\(queued + $0)"] }, "20 ms"),
        ]
        return try calls.map { title, words, target in
            let times = try (0..<sizes.calls).map { call in
                try Cost.measuring { try Child.run(spool.command(words(call))) }.wall * 1000
            }
            return [title, times.median.text(1) + " ms", (times.max() ?? 0).text(1) + " ms", target]
        }
    }

    /// A supervisor that begins with jobs 3 and 4, which were held, and stays with the second of them.
    private func supervisorRows(in spool: SpoolDirectory, _ stamp: FilePath) throws -> [[String]] {
        try Child.run(spool.command(["release", "3", "4"]))
        let start = SteadyClock.microseconds
        let supervisor = try spool.startSupervisor(slots: 1)
        let begun = try eventually("a job has run") { Stamp(stamp) }
        let jobs = try spool.waitForRunning(1)
        let peak = try ProcessFigures.kibibytes("VmHWM", in: "/proc/\(supervisor.pid)/status")
        try stop(supervisor)
        for job in jobs { job.end() }
        try spool.waitForNoneRunning()
        return [
            [
                "`spool supervise`, to the first instruction of the first job", milliseconds(start, begun.first), "–",
                "2000 ms",
            ],
            ["`spool supervise`, resident memory", "–", mebibytes(peak) + " MiB", "200 MB"],
        ]
    }

    /// The array goes on with its second half.
    private func arrayRow(in spool: SpoolDirectory) throws -> [String] {
        try Child.run(spool.command(["release", "1"]))
        let start = SteadyClock.microseconds
        let supervisor = try spool.startSupervisor(slots: 1)
        let table = spool.path / "running/1/tasks.2"
        try eventually("a task of the array was started") {
            let status = try? FileDescriptor.workingDirectory.status(of: table)
            return status.map { $0.size > 0 } == true ? true : nil
        }
        let end = SteadyClock.microseconds
        try stop(supervisor)
        // A short one has come to its own end.
        _ = try? Child.run(spool.command(["cancel", "1"]))
        try spool.waitForNoneRunning()
        return [
            "`spool supervise`, to the first task of the rest of the array", milliseconds(start, end), "–", "2000 ms",
        ]
    }

    private func pruneRow(in spool: SpoolDirectory) throws -> [String] {
        let seconds = try Cost.measuring { try Child.run(spool.command(["prune", "--keep", "0"])) }.wall
        return ["`spool prune --keep 0`", milliseconds(0, Int64(seconds * 1e6)), "–", "–"]
    }

    private func milliseconds(_ start: Int64, _ end: Int64) -> String { (Double(end - start) / 1000).text(0) + " ms" }
}
