import SystemCalls

extension Bench {
    /// How long one submission takes, the whole process; on the disk, and where nothing waits for a disk.
    func submit() throws -> Section {
        var rows = try submissions(in: try workspace.makeDirectory("submit"), "")
        if let memory = try Workspace.inMemory() { rows += try submissions(in: memory.path, ", in memory (tmpfs)") }
        return Section(
            title: "Submit",
            remarks: [
                """
                The whole process of one submission, \(sizes.submissions) of each, in turn. The job of nq and of task-spooler \
                begins at once, and has ended before the next submission, beside which it would count; that of spool stays \
                queued. The target is 1.5 times the time of nq, which waits for no disk; what the programs cost without \
                such waits is seen in memory, and what the disk costs without the program in the lines of its writes, moves and \
                syncs, which this process makes itself.
                """
            ],
            header: ["program", "median, ms", "99th percentile, ms", "spool / this, in the same place"],
            rows: rows)
    }

    /// The rows of what was measured in one place.
    private func submissions(in place: FilePath, _ remark: String) throws -> [[String]] {
        let spool = SpoolDirectory(path: place / "spool", program: programs.spool)
        try Child.run(spool.command(["submit", "true"]))
        let queue = peers.contains(.nq) ? NqDirectory(path: place / "nq") : nil
        let server = peers.contains(.taskSpooler) ? try TaskSpooler(place, slots: 1) : nil
        var bare = try BareSubmission(in: place / "bare")
        var own: [Double] = []
        var steps: [Double] = []
        var nq: [Double] = []
        var taskSpooler: [Double] = []
        for round in 0..<sizes.submissions {
            own.append(try Cost.measuring { try Child.run(spool.command(["submit", "true"])) }.wall)
            steps.append(try Cost.measuring { try bare.submit() }.wall)
            if let queue {
                nq.append(try Cost.measuring { try queue.submit() }.wall)
                try queue.waitForAll()
            }
            if let server {
                taskSpooler.append(try Cost.measuring { try server.submit() }.wall)
                try server.wait(for: String(round))
            }
        }
        let series = [
            ("`spool submit true`", own), ("its writes, moves and syncs alone", steps), ("`nq true`", nq),
            ("`tsp true`", taskSpooler),
        ]
        return series.filter { !$0.1.isEmpty }.map { title, seconds in
            [
                title + remark, (seconds.median * 1000).text(2), (seconds.percentile99 * 1000).text(2),
                (own.median / seconds.median).text(2),
            ]
        }
    }

    /// How long one submission of many jobs or tasks takes.
    func submitMany() throws -> Section {
        let lines = try makeLines(sizes.large).text
        let few = workspace.path / "few"
        try writeFile(few, Array((1...sizes.queuedJobs).map { "\($0)\n" }.joined().utf8))
        let batch = ["--batch", few.text, "true", "{}"]
        let calls: [(title: String, words: [String], count: Int, target: String)] = [
            ("`spool submit true`, one job", ["true"], 1, "–"),
            ("`--array`", ["--array", "1-\(sizes.large)", "true", "{}"], sizes.large, "as one job"),
            ("`--each`", ["--each", lines, "true", "{}"], sizes.large, "1 s"),
            ("`--batch`", batch, sizes.queuedJobs, "8000/s"),
        ]
        var seconds = calls.map { _ in [Double]() }
        for round in 1...sizes.rounds {
            for (index, call) in calls.enumerated() {
                let spool = try makeSpool("submit.\(round).\(index)")
                try Child.run(spool.command(["submit", "true"]))
                seconds[index].append(
                    try Cost.measuring { try Child.run(spool.command(["submit"] + call.words)) }.wall)
            }
        }
        return Section(
            title: "Submit many",
            remarks: ["One call of `spool submit`, until all is durable; rounds: \(sizes.rounds)."],
            header: ["call", "jobs or tasks", "median, ms", "a second", "target"],
            rows: zip(calls, seconds).map { call, seconds in
                let rate = (Double(call.count) / seconds.median).text(0)
                return [call.title, String(call.count), (seconds.median * 1000).text(1), rate, call.target]
            })
    }
}
