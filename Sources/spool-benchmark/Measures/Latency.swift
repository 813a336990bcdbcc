import SystemCalls

/// A queue that is given one job, and asked to wait for its end.
private struct Contender {
    let title: String
    /// Submits a command, and gives its id.
    let submit: ([String]) throws -> String
    let wait: (_ id: String) throws -> Void
    /// Milliseconds from the start of the submission to the first instruction of the job.
    var starts: [Double] = []
    /// Milliseconds from the last instruction of the job to the return of `wait`.
    var ends: [Double] = []
}

extension Bench {
    /// How long a job waits that is submitted to an idle queue, and how long whoever waits for its end.
    func latency() throws -> Section {
        let spool = try makeSpool("latency")
        try Child.run(spool.command(["submit", "true"]))
        let supervisor = try spool.startSupervisor(slots: 2)
        try spool.waitForSuccess(of: 1)
        var contenders = try contenders(spool, supervisor)
        for round in 0..<sizes.latencies {
            for index in contenders.indices {
                try pause(milliseconds: 10)
                try measure(&contenders[index], stamp: workspace.path / "stamp.\(round).\(index)")
            }
        }
        try spool.waitForNoneRunning()
        try stop(supervisor)
        return section(contenders)
    }

    private func contenders(_ spool: SpoolDirectory, _ supervisor: borrowing Child) throws -> [Contender] {
        let scratch = scratch
        var contenders = [
            Contender(title: "`spool submit`, `spool wait`") { command in
                try Child.run(spool.command(["submit"] + command), output: scratch)
                return linesOfFile(scratch).first ?? ""
            } wait: { id in
                try Child.run(spool.command(["wait", id]))
            }
        ]
        let place = try workspace.makeDirectory("latency.peers")
        if peers.contains(.taskSpooler) {
            let server = try TaskSpooler(place, slots: 2)
            contenders.append(
                Contender(title: "`tsp`, `tsp -w`") { command in
                    try server.submit(command, output: scratch)
                    return linesOfFile(scratch).first ?? ""
                } wait: { id in
                    try server.wait(for: id)
                })
        }
        if peers.contains(.nq) {
            let queue = NqDirectory(path: place / "nq")
            contenders.append(
                Contender(title: "`nq`, `nq -w`") { command in
                    try queue.submit(command, output: scratch)
                    return linesOfFile(scratch).first ?? ""
                } wait: { id in
                    try queue.wait(for: id)
                })
        }
        return contenders
    }

    private func measure(_ contender: inout Contender, stamp file: FilePath) throws {
        let command = [programs.own, "stamp", "--lasting", "50", file.text]
        let start = SteadyClock.microseconds
        let id = try contender.submit(command)
        try contender.wait(id)
        let end = SteadyClock.microseconds
        let stamp = try eventually("job \(id) of \(contender.title) has left its stamp") { Stamp(file) }
        contender.starts.append(Double(stamp.first - start) / 1000)
        // A job of nq takes the lock that it is waited for by when `nq` has returned: a wait that comes before that waits for nothing.
        if end >= stamp.last { contender.ends.append(Double(end - stamp.last) / 1000) }
    }

    private func section(_ contenders: [Contender]) -> Section {
        Section(
            title: "Latency",
            remarks: [
                """
                A job that is submitted to an idle queue, two slots, from the start of the submitting program to the first \
                instruction of the job (that of `main`, so that the start-up of a program in Swift is a part of it); and from its \
                last instruction, 50 ms later, to the end of the program that waited for it. \(sizes.latencies) jobs each, one \
                after the other, in turn. The target is a median of 20 ms.
                """
            ],
            header: [
                "programs", "to the start: median, ms", "99th percentile, ms", "from the end: median, ms",
                "99th percentile, ms",
            ],
            rows: contenders.map { contender in
                [contender.title]
                    + [contender.starts, contender.ends].flatMap { [$0.median.text(2), $0.percentile99.text(2)] }
            },
            plots: [
                Plot(
                    name: "latency", title: "Submission to start, and end to the return of wait, medians",
                    kind: .bars(
                        contenders.enumerated().flatMap { index, contender in
                            [("start", contender.starts), ("end", contender.ends)].map { word, times in
                                .init(label: "\(contender.title): \(word)", value: times.median, isOwn: index == 0)
                            }
                        }, unit: "ms"))
            ])
    }

    /// Ends a supervisor, which must do so by itself.
    func stop(_ supervisor: consuming Child) throws {
        supervisor.terminate()
        let status = try supervisor.wait()
        if status != .exited(0) { throw Failure("the supervisor ended with \(status.shellCode), and not with 0.") }
    }
}
