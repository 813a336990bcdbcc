import SystemCalls

extension Bench {
    /// What it takes to watch many jobs at once.
    func wide() throws -> Section {
        Section(
            title: "Many at once",
            remarks: [
                """
                Sleeping jobs, all at once, watched for \(sizes.wideSeconds) s: the processor time of the supervisor in parts of \
                one core, and the proportional share of the memory (PSS) of the supervisor and of all shepherds, without the \
                commands themselves. The targets are 1 % and 5 MiB for each job.
                """
            ],
            header: [
                "jobs", "until all run, s", "supervisor, % of a core", "supervisor, MiB", "shepherd, MiB",
                "both for each job, MiB",
            ],
            rows: try sizes.wide.map { try wideRow($0) })
    }

    private func wideRow(_ count: Int) throws -> [String] {
        let spool = try makeSpool("wide.\(count)")
        try spool.submit(batch: try makeLines(count, of: "1000"), ["sleep", "{}"])
        let start = SteadyClock.microseconds
        let supervisor = try spool.startSupervisor(slots: count)
        let problem = try eventually("\(count) jobs are running", milliseconds: 100) {
            if let problem = spool.problem { return problem }
            return try spool.running().count == count ? "" : nil
        }
        let cells: [String]
        if problem.isEmpty {
            let jobs = try spool.waitForRunning(count)
            let launched = Double(SteadyClock.microseconds - start) / 1e6
            cells = [launched.text(1)] + (try figures(of: supervisor.pid, jobs.map(\.shepherd.pid)))
        } else {
            cells = ["not reached: \(problem)", "–", "–", "–", "–"]
        }
        try stop(supervisor)
        // Those that never started are cancelled as well.
        try Child.run(spool.command(["cancel", "all"]))
        try spool.waitForNoneRunning()
        return [String(count)] + cells
    }

    private func figures(of supervisor: Int32, _ shepherds: [Int32]) throws -> [String] {
        try pause(milliseconds: sizes.settlingMilliseconds)
        let before = try ProcessFigures.processorNanoseconds(of: supervisor)
        try pause(milliseconds: Int64(sizes.wideSeconds) * 1000)
        let used = Double(try ProcessFigures.processorNanoseconds(of: supervisor) - before)
        let own = Double(try ProcessFigures.proportionalKibibytes(of: supervisor)) / 1024
        let shepherd =
            Double(try shepherds.reduce(0) { try $0 + ProcessFigures.proportionalKibibytes(of: $1) }) / 1024
            / Double(shepherds.count)
        return [
            (used / Double(sizes.wideSeconds) / 1e7).text(3), own.text(1), shepherd.text(2),
            (shepherd + own / Double(shepherds.count)).text(2),
        ]
    }
}
