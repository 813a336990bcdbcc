import SystemCalls

extension Bench {
    /// What a supervisor of a long queue, and a shepherd, take.
    func memory() throws -> Section {
        let spool = try makeSpool("memory")
        try Child.run(spool.command(["submit", "sleep", "1000"]))
        try spool.submit(batch: try makeLines(sizes.queuedJobs, of: "true"))
        let supervisor = try spool.startSupervisor(slots: 1)
        let jobs = try spool.waitForRunning(1)
        // Something new: it reads the queue once more.
        try FileDescriptor.workingDirectory.touch(spool.path / "wake")
        try pause(milliseconds: sizes.settlingMilliseconds)
        let peak = try ProcessFigures.kibibytes("VmHWM", in: "/proc/\(supervisor.pid)/status")
        let current = try ProcessFigures.kibibytes("VmRSS", in: "/proc/\(supervisor.pid)/status")
        let shepherd = try ProcessFigures.kibibytes("VmRSS", in: "/proc/\(jobs[0].shepherd.pid)/status")
        let proportional = try ProcessFigures.kibibytes("Pss", in: "/proc/\(jobs[0].shepherd.pid)/smaps_rollup")
        try stop(supervisor)
        for job in jobs { job.end() }
        try spool.waitForNoneRunning()
        return Section(
            title: "Memory",
            remarks: [
                """
                A supervisor with \(sizes.queuedJobs) queued jobs and one that sleeps, and the shepherd of that one. The targets are \
                40 MiB for the supervisor and 6 MiB for each shepherd.
                """
            ],
            header: ["process", "MiB"],
            rows: [
                ["supervisor, resident, peak", mebibytes(peak)],
                ["supervisor, resident, at rest", mebibytes(current)],
                ["shepherd, resident", mebibytes(shepherd)],
                ["shepherd, proportional share (PSS)", mebibytes(proportional)],
            ])
    }
}
