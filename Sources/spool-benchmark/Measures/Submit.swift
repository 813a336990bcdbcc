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
                The whole process of one submission, \(sizes.submissions) of each, in turn, in an order that is drawn each time. The job of nq and of task-spooler \
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
        let program = programs.spool
        let bare = try BareSubmission(in: place / "bare")
        var series = [
            Series(title: "`spool submit true`") {
                try Child.run([program, "submit", "true"], variables: ["SPOOL_DIR=\(spool.path.text)"])
            },
            Series(title: "its writes, moves and syncs alone") { try bare.submit() },
        ]
        if peers.contains(.nq) {
            let queue = NqDirectory(path: place / "nq")
            series.append(Series(title: "`nq true`", submit: { try queue.submit() }, settle: queue.waitForAll))
        }
        if peers.contains(.taskSpooler) {
            let server = try TaskSpooler(place, slots: 1)
            series.append(Series(title: "`tsp true`", submit: { try server.submit() }, settle: server.waitForNewest))
        }
        for _ in 0..<sizes.submissions {
            // What ran before leaves the caches as it will: who follows whom is drawn.
            for index in series.indices.shuffled() { try series[index].measure() }
        }
        return series.map { one in
            [
                one.title + remark, (one.seconds.median * 1000).text(2), (one.seconds.percentile99 * 1000).text(2),
                (series[0].seconds.median / one.seconds.median).text(2),
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

/// Submissions of one program.
private struct Series {
    let title: String
    let submit: () throws -> Void
    /// Waits until nothing of it runs any more.
    var settle: () throws -> Void = {}
    var seconds: [Double] = []

    mutating func measure() throws {
        seconds.append(try Cost.measuring(submit).wall)
        try settle()
    }
}
