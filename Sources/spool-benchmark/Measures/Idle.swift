import SystemCalls

extension Bench {
    /// How often an idle supervisor, and the shepherds of sleeping jobs, are woken.
    func idle() throws -> Section {
        let spool = try makeSpool("idle")
        try Child.run(spool.command(["submit", "true"]))
        let supervisor = try spool.startSupervisor(slots: 2)
        try spool.waitForSuccess(of: 1)
        let withoutJobs = try switches(of: [supervisor.pid])
        for _ in 0..<2 { try Child.run(spool.command(["submit", "sleep", "1000"])) }
        let jobs = try spool.waitForRunning(2)
        let withJobs = try switches(of: [supervisor.pid] + jobs.map(\.shepherd.pid))
        for job in jobs { job.end() }
        try spool.waitForNoneRunning()
        try stop(supervisor)
        return Section(
            title: "Idle",
            remarks: [
                """
                Context switches of all threads, voluntary and not, in \(sizes.idleSeconds) s (`proc(5)`, \
                `/proc/PID/task/TID/status`). The target is 0.
                """
            ],
            header: ["processes", "context switches"],
            rows: [
                ["supervisor without jobs", String(withoutJobs[0])],
                ["supervisor with two sleeping jobs", String(withJobs[0])],
                ["the shepherds of two sleeping jobs", String(withJobs[1] + withJobs[2])],
            ])
    }

    private func switches(of processes: [Int32]) throws -> [Int] {
        try pause(milliseconds: sizes.settlingMilliseconds)
        let before = try processes.map(contextSwitches)
        try pause(milliseconds: Int64(sizes.idleSeconds) * 1000)
        return zip(try processes.map(contextSwitches), before).map(-)
    }
}

/// Of all threads of a process since their start.
private func contextSwitches(of pid: Int32) throws -> Int {
    let tasks: FilePath = "/proc/\(pid)/task"
    return try FileDescriptor.workingDirectory.openDirectory(tasks).entries().reduce(0) { total, thread in
        let lines = linesOfFile(tasks / thread / "status").filter { $0.contains("ctxt_switches:") }
        return total + lines.compactMap { Int($0.split(separator: "\t").last ?? "") }.reduce(0, +)
    }
}
