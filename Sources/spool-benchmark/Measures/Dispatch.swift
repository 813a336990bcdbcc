import Glibc
import SystemCalls

/// What one program took for how many jobs, round by round.
private struct Series {
    let title: String
    let jobs: Int
    var rates: [Double] = []
    /// Milliseconds a job; none where the program's processes are not its own children.
    var processor: [Double] = []

    mutating func add(_ cost: Cost, hasProcessorTime: Bool = true) {
        rates.append(Double(jobs) / cost.wall)
        if hasProcessorTime { processor.append(cost.processor * 1000 / Double(jobs)) }
    }
}

extension Bench {
    /// Jobs a second, of jobs that do nothing, two at a time.
    func dispatch() throws -> Section {
        var batch = Series(title: "`spool submit --batch`, durable", jobs: sizes.jobs)
        var own = Series(title: "`spool supervise --slots 2 --drain`, durable", jobs: sizes.jobs)
        var peers = Peer.allCases.filter(\.isInstalled).map { peer in
            (peer, Series(title: title(of: peer), jobs: peer == .nq ? sizes.nqJobs : sizes.peerJobs))
        }
        for round in 1...sizes.rounds {
            report("spool-benchmark: dispatch, round \(round) of \(sizes.rounds)")
            let directory = try workspace.makeDirectory("dispatch.\(round)")
            let (submitted, drained) = try dispatchSpool(in: directory)
            batch.add(submitted)
            own.add(drained)
            for index in peers.indices {
                let (peer, series) = peers[index]
                let directory = try workspace.makeDirectory("\(peer.rawValue).\(round)")
                let cost = try dispatch(peer, jobs: series.jobs, in: directory)
                peers[index].1.add(cost, hasProcessorTime: peer == .xargs || peer == .parallel)
            }
        }
        return section(own, batch, peers.map(\.1))
    }

    private func section(_ own: Series, _ batch: Series, _ peers: [Series]) -> Section {
        func row(_ series: Series) -> [String] {
            [
                series.title, String(series.jobs), series.rates.median.text(0),
                series.processor.isEmpty ? "–" : series.processor.median.text(2),
                (own.rates.median / series.rates.median).text(2),
            ]
        }
        return Section(
            title: "Dispatch",
            remarks: [
                """
                Jobs that do nothing, two at a time; rounds: \(sizes.rounds). The jobs of spool were submitted before, and each \
                runs `/bin/sh -c true`; those of the others run `true`, by a shell where that is how they do it. Processor \
                time is that of all processes that were waited for. The last column is the rate of spool divided by that \
                of the line; what spool alone does for it is to have every step on the disk before the next one. nq runs \
                one job at a time in a directory, so it got two.
                """
            ],
            header: ["program", "jobs", "jobs/s", "processor time a job, ms", "spool / this"],
            rows: ([own] + peers).map(row) + [
                [
                    batch.title, String(batch.jobs), batch.rates.median.text(0),
                    batch.processor.median.text(2), "–",
                ]
            ])
    }

    private func title(of peer: Peer) -> String {
        switch peer {
        case .xargs: "`xargs -P2 -n1 true`"
        case .parallel: "GNU parallel `-j2 --joblog --results`"
        case .taskSpooler: "task-spooler, `tsp -S 2`, one `tsp true` a job"
        case .nq: "nq, one `nq true` a job, two directories"
        }
    }

    private func dispatchSpool(in directory: FilePath) throws -> (submitted: Cost, drained: Cost) {
        let spool = SpoolDirectory(path: directory / "spool", program: spool)
        let lines = try makeLines(sizes.jobs, of: "true")
        let submitted = try Cost.measuring { try spool.submit(batch: lines) }
        let drained = try Cost.measuring {
            try Child.run(spool.command(["supervise", "--slots", "2", "--drain"]))
        }
        let succeeded = try spool.finished("succeeded")
        if succeeded != sizes.jobs {
            throw Failure("of \(sizes.jobs) jobs \(succeeded) succeeded; nothing was measured.")
        }
        return (submitted, drained)
    }

    private func dispatch(_ peer: Peer, jobs: Int, in directory: FilePath) throws -> Cost {
        let place = String(decoding: directory.bytes, as: UTF8.self)
        let lines = try makeLines(jobs)
        switch peer {
        case .xargs:
            return try Cost.measuring { try Child.run(["xargs", "-P2", "-n1", "true"], input: lines) }
        case .parallel:
            let words = ["parallel", "-j2", "--joblog", place + "/log", "--results", place + "/results", "true"]
            return try Cost.measuring { try Child.run(words, input: lines) }
        case .taskSpooler:
            let server = try TaskSpooler(directory, slots: 2)
            return try Cost.measuring {
                for _ in 0..<jobs { try server.submit() }
                try server.waitForLast(2, of: jobs)
            }
        case .nq:
            let queues = [NqDirectory(path: directory / "a"), NqDirectory(path: directory / "b")]
            return try Cost.measuring {
                for job in 0..<jobs { try queues[job % 2].submit() }
                for queue in queues { try queue.waitForAll() }
            }
        }
    }
}
