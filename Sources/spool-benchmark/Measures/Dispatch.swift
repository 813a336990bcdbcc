import Glibc
import SystemCalls

/// What a dispatch took, round by round.
private struct Series {
    let run: DispatchRun
    let jobs: Int
    /// Jobs a second.
    var rates: [Double] = []
    /// Milliseconds a job; none where the program's processes are not its own children.
    var processor: [Double] = []

    mutating func add(_ cost: Cost) {
        rates.append(Double(jobs) / cost.wall)
        if run.hasProcessorTime { processor.append(cost.processor * 1000 / Double(jobs)) }
    }
}

extension Bench {
    /// Jobs a second, of jobs that do nothing, two at a time.
    func dispatch() throws -> Section {
        var all = DispatchRun.all(with: peers).map { Series(run: $0, jobs: $0.jobs(sizes)) }
        for round in 1...sizes.rounds {
            report("spool-benchmark: dispatch, round \(round) of \(sizes.rounds)")
            for index in all.indices {
                let directory = try workspace.makeDirectory("dispatch.\(round).\(index)")
                // Or what one has left in memory would be written beside the next.
                sync()
                all[index].add(try dispatch(all[index].run, jobs: all[index].jobs, in: directory))
            }
        }
        return section(all)
    }

    private func section(_ all: [Series]) -> Section {
        let own = all[0].rates.median
        let array = all[1].rates.median
        func ratio(_ rate: Double, _ series: Series) -> String { (rate / series.rates.median).text(2) }
        return Section(
            title: "Dispatch",
            remarks: [
                """
                Jobs that do nothing (`true`), two at a time; rounds: \(sizes.rounds). The jobs of the first two lines were \
                submitted before. Processor time is that of all processes that were waited for. The last two columns are the \
                rates of the first two lines divided by that of the line; what spool alone does for it is to have every step \
                on the disk before the next one. Before each run the disk is synced. nq runs one job at a time in a directory, \
                so it got two. HyperQueue is a LocalCluster with one worker, and keeps nothing on disk.
                """,
                """
                The targets: half of the rate of xargs, 2.5 times that of GNU parallel with its log and results, and more than \
                task-spooler and HyperQueue.
                """,
            ],
            header: ["program", "jobs", "jobs/s", "processor time a job, ms", "jobs of spool / this", "array / this"],
            rows: all.map { series in
                [
                    series.run.title, String(series.jobs), series.rates.median.text(0),
                    series.processor.isEmpty ? "–" : series.processor.median.text(2), ratio(own, series),
                    ratio(array, series),
                ]
            },
            plots: [
                Plot(
                    name: "dispatch", title: "Jobs a second, two at a time",
                    kind: .bars(
                        all.map { .init(label: $0.run.label, value: $0.rates.median, isOwn: $0.run.isOwn) },
                        unit: "jobs/s"))
            ])
    }
}
