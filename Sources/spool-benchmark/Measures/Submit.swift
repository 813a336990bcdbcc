import SystemCalls

extension Bench {
    /// How long one submission takes, the whole process.
    func submit() throws -> Section {
        let directory = try workspace.makeDirectory("submit")
        let spool = SpoolDirectory(path: directory / "spool", program: spool)
        try Child.run(spool.command(["submit", "true"]))
        let queue = Peer.nq.isInstalled ? NqDirectory(path: directory / "nq") : nil
        try FileDescriptor.workingDirectory.makeDirectory(directory / "tsp")
        var own: [Double] = []
        var nq: [Double] = []
        var taskSpooler: [Double] = []
        let server = Peer.taskSpooler.isInstalled ? try TaskSpooler(directory / "tsp", slots: 1) : nil
        for _ in 0..<sizes.submissions {
            own.append(try Cost.measuring { try Child.run(spool.command(["submit", "true"])) }.wall)
            if let queue { nq.append(try Cost.measuring { try queue.submit() }.wall) }
            if server != nil { taskSpooler.append(try Cost.measuring { try server?.submit() }.wall) }
        }
        if server != nil { try server?.waitForLast(1, of: sizes.submissions) }
        try queue?.waitForAll()
        let series = [
            ("`spool submit true`, durable", own), ("`nq true`", nq), ("`tsp true`", taskSpooler),
        ].filter { !$0.1.isEmpty }
        return Section(
            title: "Submit",
            remarks: [
                """
                The whole process of one submission, \(sizes.submissions) of each, in turn. The job of nq and of task-spooler \
                begins at once, beside the next submission; that of spool stays queued.
                """
            ],
            header: ["program", "median, ms", "99th percentile, ms", "spool / this"],
            rows: series.map { title, seconds in
                [
                    title, (seconds.median * 1000).text(2), (seconds.percentile99 * 1000).text(2),
                    (own.median / seconds.median).text(2),
                ]
            })
    }
}
