import Glibc
import SystemCalls

/// What one job costs in a spool of some size.
struct GrowthRow: Sendable {
    let queued: Int
    let finished: Int
    /// Milliseconds of one `spool submit`.
    let submission: Double
    /// Jobs a second.
    let rate: Double
}

extension Bench {
    /// Lets a spool grow to each of the sizes, and measures there.
    func growth(in spool: SpoolDirectory) throws -> [GrowthRow] {
        try sizes.growth.map { size in
            report("spool-benchmark: large, \(size) queued jobs")
            let missing = size - (try spool.nextID() - spool.firstQueued())
            if missing > 0 { try spool.submit(batch: try makeLines(missing), ["true", "{}"]) }
            return try growthRow(queued: size, in: spool)
        }
    }

    /// Measures a submission, and runs a few hundred of the queued jobs, the first ones.
    func growthRow(queued: Int, finished: Int = 0, in spool: SpoolDirectory) throws -> GrowthRow {
        // What was written to get here is not to be waited for in what is measured.
        sync()
        let submissions = try (0..<sizes.calls).map { _ in
            try Cost.measuring { try Child.run(spool.command(["submit", "true"])) }.wall * 1000
        }
        let last = try spool.firstQueued() + sizes.growthJobs - 1
        let start = SteadyClock.microseconds
        let supervisor = try spool.startSupervisor(slots: 2)
        let ended = spool.path / "finished/succeeded/\(last / 1000)/\(last)"
        try eventually("job \(last) has succeeded") {
            (try? FileDescriptor.workingDirectory.status(of: ended)) == nil ? nil : true
        }
        let seconds = Double(SteadyClock.microseconds - start) / 1e6
        try stop(supervisor)
        try spool.waitForNoneRunning()
        return GrowthRow(
            queued: queued, finished: finished, submission: submissions.median,
            rate: Double(sizes.growthJobs) / seconds)
    }

    func section(_ rows: [GrowthRow]) -> Section {
        func plot(_ name: String, _ title: String, _ unit: String, _ figure: (GrowthRow) -> Double) -> Plot {
            let points = rows.filter { $0.finished == 0 }.map { Plot.Point(x: $0.queued, y: figure($0)) }
            return Plot(name: name, title: title, kind: .line(points, horizontal: "queued jobs", unit: unit))
        }
        return Section(
            title: "Growth",
            remarks: [
                """
                What one job costs in a spool that grows: `spool submit true`, the median of \(sizes.calls) calls; and \
                `spool supervise --slots 2` from its start to the end of the first \(sizes.growthJobs) jobs (`true`). The target \
                is that it stays the same.
                """
            ],
            header: ["queued", "finished", "one submission, ms", "jobs/s"],
            rows: rows.map {
                [
                    String($0.queued), $0.finished == 0 ? "few" : String($0.finished), $0.submission.text(2),
                    $0.rate.text(0),
                ]
            },
            plots: [
                plot("submit-growth", "One submission, by the length of the queue", "ms", \.submission),
                plot("dispatch-growth", "Jobs a second, by the length of the queue", "/s", \.rate),
            ])
    }
}
