import SystemCalls

extension Bench {
    /// How long a job waits that is submitted to an idle spool.
    func latency() throws -> Section {
        let directory = try workspace.makeDirectory("latency")
        let spool = SpoolDirectory(path: directory / "spool", program: spool)
        try Child.run(spool.command(["submit", "true"]))
        let supervisor = try spool.startSupervisor(slots: 2)
        try eventually("the first job has ended") { try spool.finished("succeeded") == 1 ? true : nil }
        var fromStart: [Double] = []
        var fromReturn: [Double] = []
        for index in 0..<sizes.latencies {
            try spool.waitForNoneRunning()
            try pause(milliseconds: 10)
            let file = directory / "stamp.\(index)"
            let job = [ownExecutable, "stamp", String(decoding: file.bytes, as: UTF8.self)]
            let start = SteadyClock.microseconds
            try Child.run(spool.command(["submit"] + job))
            let end = SteadyClock.microseconds
            let begun = try eventually("a job has run") { Stamp.read(file) }
            fromStart.append(Double(begun - start) / 1000)
            fromReturn.append(Double(begun - end) / 1000)
        }
        try spool.waitForNoneRunning()
        try stop(supervisor)
        return Section(
            title: "Latency",
            remarks: [
                """
                A job that is submitted to an idle spool with an idle supervisor, until its own first instruction (that of \
                `main`, so that the start-up of a program in Swift is a part of it). \(sizes.latencies) jobs, one after the other. \
                It can begin before `spool submit` has returned. The target is a median of 20 ms.
                """
            ],
            header: ["to the first instruction of the job", "median, ms", "99th percentile, ms"],
            rows: [
                ["from the start of `spool submit`", fromStart.median.text(2), fromStart.percentile99.text(2)],
                ["from the return of `spool submit`", fromReturn.median.text(2), fromReturn.percentile99.text(2)],
            ])
    }

    /// Ends a supervisor, which must do so by itself.
    func stop(_ supervisor: consuming Child) throws {
        supervisor.terminate()
        let status = try supervisor.wait()
        if status != .exited(0) { throw Failure("the supervisor ended with \(status.shellCode), and not with 0.") }
    }
}
