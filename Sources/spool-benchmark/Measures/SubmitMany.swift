import SystemCalls

extension Bench {
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
