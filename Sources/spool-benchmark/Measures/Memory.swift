import SystemCalls

extension Bench {
    /// What a supervisor of a long queue, and a shepherd, take.
    func memory() throws -> Section {
        let directory = try workspace.makeDirectory("memory")
        let spool = SpoolDirectory(path: directory / "spool", program: spool)
        try Child.run(spool.command(["submit", "sleep", "1000"]))
        try spool.submit(batch: try makeLines(sizes.queuedJobs, of: "true"))
        let supervisor = try spool.startSupervisor(slots: 1)
        let jobs = try spool.waitForRunning(1)
        // Something new: it reads the queue once more.
        try FileDescriptor.workingDirectory.touch(spool.path / "wake")
        try pause(milliseconds: 500)
        let peak = try kibibytes("VmHWM", in: "/proc/\(supervisor.pid)/status")
        let current = try kibibytes("VmRSS", in: "/proc/\(supervisor.pid)/status")
        let shepherd = try kibibytes("VmRSS", in: "/proc/\(jobs[0].shepherd.pid)/status")
        let proportional = try kibibytes("Pss", in: "/proc/\(jobs[0].shepherd.pid)/smaps_rollup")
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

private func mebibytes(_ kibibytes: Int) -> String { (Double(kibibytes) / 1024).text(1) }

/// The value of a line such as `VmRSS:     1234 kB`. Source: proc(5).
private func kibibytes(_ key: String, in file: FilePath) throws -> Int {
    let line = linesOfFile(file).first { $0.hasPrefix(key + ":") }
    guard let number = line?.dropFirst(key.count + 1).split(whereSeparator: \.isWhitespace).first.flatMap({ Int($0) })
    else {
        throw Failure("there is no line '\(key)' in \(file).")
    }
    return number
}
