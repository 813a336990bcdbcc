import SystemCalls

extension Bench {
    /// How long a submission takes in a row of them, as a loop of the shell makes them.
    func submit() throws -> Section {
        let count = sizes.submissions
        var rows: [[String]] = []
        try inEachPlace { place, remark in
            var all: [Series] = []
            for round in 1...sizes.rounds {
                let here = place / FilePath("row.\(round)")
                try FileDescriptor.workingDirectory.makeDirectory(here)
                let supervised = spool(in: here, "supervised")
                try Child.run(supervised.command(["submit", "true"]))
                let supervisor = try supervised.startSupervisor(slots: 1)
                var series = [
                    try queueing(in: here),
                    Series(
                        title: "`spool submit true`, and a supervisor runs the jobs",
                        submit: { try Child.run(supervised.command(["submit", "true"])) },
                        settle: { try supervised.waitForSuccess(of: count + 1) }),
                ]
                series += try startingPeers(in: here)
                for index in series.indices.shuffled() {
                    for _ in 0..<count { try series[index].measure() }
                    try series[index].settle()
                }
                try stop(supervisor)
                all = all.isEmpty ? series : zip(all, series).map { $0.joined(with: $1) }
            }
            rows += self.rows(all, remark, comparing: 2)
        }
        return Section(
            title: "Submit",
            remarks: [
                """
                The whole process of one submission in a row of \(count), one behind the other, as a loop of the shell makes them; rounds: \(sizes.rounds), \
                each in new directories, the rows in an order that is drawn. nq and task-spooler start a job at once, and run one at a time \
                while the next ones are submitted; spool does so where a supervisor is there. The target is 1.5 times the time of nq, which waits for no disk; \
                what the programs cost without such waits is seen in memory.
                """
            ],
            header: ["program", "median, ms", "99th percentile, ms", "spool / this", "spool with a supervisor / this"],
            rows: rows)
    }

    /// How long one submission takes beside which nothing runs.
    func submitAlone() throws -> Section {
        var rows: [[String]] = []
        try inEachPlace { place, remark in
            let here = place / "alone"
            try FileDescriptor.workingDirectory.makeDirectory(here)
            let bare = try BareSubmission(in: here / "bare")
            var series = [
                try queueing(in: here),
                Series(title: "its writes, moves and syncs alone", submit: { try bare.submit() }),
            ]
            series += try startingPeers(in: here)
            for _ in 0..<sizes.submissions {
                // What ran before leaves the caches as it will: who follows whom is drawn.
                for index in series.indices.shuffled() {
                    try series[index].measure()
                    try series[index].settle()
                }
            }
            rows += self.rows(series, remark, comparing: 1)
        }
        return Section(
            title: "Submit, each alone",
            remarks: [
                """
                The same in turn, \(sizes.submissions) of each, in an order that is drawn each time: the job of nq and of task-spooler has ended \
                before the next submission, and that of spool stays queued. What the disk costs without the program is seen in the lines of its writes, \
                moves and syncs, which this process makes itself.
                """
            ],
            header: ["program", "median, ms", "99th percentile, ms", "spool / this"],
            rows: rows)
    }

    /// On the disk, and where nothing waits for a disk.
    private func inEachPlace(_ body: (_ place: FilePath, _ remark: String) throws -> Void) throws {
        try body(workspace.path, "")
        if let memory = try Workspace.inMemory() { try body(memory.path, ", in memory (tmpfs)") }
    }

    private func spool(in place: FilePath, _ name: String) -> SpoolDirectory {
        SpoolDirectory(path: place / FilePath(name), program: programs.spool)
    }

    /// Submissions to a spool, where the jobs stay queued.
    private func queueing(in place: FilePath) throws -> Series {
        let spool = spool(in: place, "spool")
        let submit = { try Child.run([spool.program, "submit", "true"], variables: ["SPOOL_DIR=\(spool.path.text)"]) }
        // The first one makes the spool.
        try submit()
        return Series(title: "`spool submit true`", submit: submit)
    }

    /// Submissions to programs that start a job at once.
    private func startingPeers(in place: FilePath) throws -> [Series] {
        var series: [Series] = []
        if peers.contains(.nq) {
            let queue = NqDirectory(path: place / "nq")
            series.append(Series(title: "`nq true`", submit: { try queue.submit() }, settle: queue.waitForAll))
        }
        if peers.contains(.taskSpooler) {
            let server = try TaskSpooler(place, slots: 1)
            series.append(Series(title: "`tsp true`", submit: { try server.submit() }, settle: server.waitForNewest))
        }
        return series
    }

    /// - Parameter count: with how many of the first ones all are compared.
    private func rows(_ series: [Series], _ remark: String, comparing count: Int) -> [[String]] {
        series.map { one in
            [one.title + remark, (one.seconds.median * 1000).text(2), (one.seconds.percentile99 * 1000).text(2)]
                + series.prefix(count).map { ($0.seconds.median / one.seconds.median).text(2) }
        }
    }
}

/// Submissions of one program.
private struct Series {
    let title: String
    let submit: () throws -> Void
    /// Waits until nothing of it runs any more.
    let settle: () throws -> Void
    private(set) var seconds: [Double] = []

    init(title: String, submit: @escaping () throws -> Void, settle: @escaping () throws -> Void = {}) {
        self.title = title
        self.submit = submit
        self.settle = settle
    }

    mutating func measure() throws { seconds.append(try Cost.measuring(submit).wall) }

    /// This with what another one has measured.
    func joined(with other: Series) -> Series {
        var series = self
        series.seconds += other.seconds
        return series
    }
}
