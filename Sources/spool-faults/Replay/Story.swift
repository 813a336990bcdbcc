import SpoolModel

/// What users do with a spool, as a script for the shell, and what may become of each job if power is cut anywhere in it.
struct Story: Sendable {
    let name: String
    /// By id; which of them were acknowledged is told by what was said.
    let jobs: [UInt64: Expectation]
    /// How many jobs may run at once; with 1 they start in their order.
    var slots = 2
    /// What is typed. `S` stands for `spool --spool SPOOL`; it says what it does next and has done, in the file `said`.
    let lines: @Sendable (Bench) -> String

    /// The whole script.
    func script(_ bench: Bench) -> String { "S() { \(tool(bench)) \"$@\"; }\n\(lines(bench))\n" }
}

/// Every way that a job can go.
let allStories = jobStories + orderStories + promiseStories + besideStories + wholeShardStories

private let jobStories: [Story] = [
    Story(
        name: "run",
        jobs: [1: replayed(), 2: replayed(exitCode: 3), 3: replayed(attempts: 3)],
        lines: { bench in
            """
            \(submit(bench))
            \(submit(bench, exitCode: 3))
            \(submit(bench, "--on-loss requeue --env A=1"))
            S supervise --drain --slots 2
            """
        }),
    Story(
        name: "batch", jobs: [1: replayed(), 2: replayed(), 3: replayed(), 4: replayed()],
        lines: { bench in
            """
            \(submit(bench))
            printf '%s\\n' '\(bench.job())' '\(bench.job())' '\(bench.job())' | S submit --batch - >> said
            S supervise --drain --slots 2
            """
        }),
    Story(
        name: "cancel",
        jobs: [
            1: replayed([.succeeded, .cancelled]), 2: replayed([.cancelled]), 3: replayed([.cancelled], attempts: 3),
        ],
        lines: { bench in
            """
            \(submit(bench))
            echo cancelling 1 >> said; S cancel 1 && echo cancelled 1 >> said
            \(submit(bench, body: cancelling(2, bench)))
            \(submit(bench, "--on-loss requeue", body: cancelling(3, bench)))
            S supervise --drain --slots 2
            """
        }),
    Story(
        name: "hold", jobs: [1: replayed(), 2: replayed()],
        lines: { bench in
            """
            \(submit(bench))
            echo holding 2 >> said
            \(submit(bench, "--hold")) && echo held 2 >> said
            echo holding 1 >> said; S hold 1 && echo held 1 >> said
            S supervise --drain --slots 2
            echo releasing 1 >> said; S release 1 && echo released 1 >> said
            S supervise --drain --slots 2
            echo releasing 2 >> said; S release 2 && echo released 2 >> said
            """
        }),
    Story(
        name: "retry",
        jobs: [1: replayed(exitCode: 3, attempts: 2), 2: replayed(exitCode: 3, attempts: 3)],
        lines: { bench in
            """
            \(submit(bench, exitCode: 3))
            S supervise --drain --slots 2
            echo retrying 1 >> said; S retry 1 && echo retried 1 >> said
            \(submit(bench, "--retries 2 --delay 5ms", exitCode: 3))
            S supervise --drain --slots 2
            """
        }),
    Story(
        name: "prune", jobs: [1: replayed(), 2: replayed(exitCode: 3), 3: replayed()],
        lines: { bench in
            """
            \(submit(bench))
            \(submit(bench, exitCode: 3))
            \(submit(bench))
            S supervise --drain --slots 2
            echo pruning 1 >> said; S prune --keep 1 --outcome succeeded && echo pruned 1 >> said
            """
        }),
    Story(
        name: "tasks", jobs: [1: replayed(tasks: 3)],
        lines: { bench in
            """
            S submit --array 1-3 -c '\(bench.taskLine)' >> said
            S supervise --drain --slots 1
            """
        }),
    Story(
        name: "array", jobs: [1: replayed(attempts: 3, tasks: 3), 2: replayed()],
        lines: { bench in
            """
            S submit --on-loss requeue --array 1-3 -c '\(bench.taskLine)' >> said
            \(submit(bench))
            S supervise --drain --slots 2
            """
        }),
]

/// What may become of a job that power was cut under: its own end, or its loss.
func replayed(
    _ outcomes: Set<Outcome>? = nil, exitCode: Int32 = 0, attempts: Int = 1, tasks: Int = 0, tasksWrite: Bool = false,
    isOutputCut: Bool = false, isTold: Bool = false, key: String? = nil
) -> Expectation {
    let own: Outcome = exitCode == 0 ? .succeeded : .failed
    return Expectation(
        outcomes: (outcomes ?? [own]).union([.lost]), exitCode: exitCode, attempts: attempts,
        isSubmitted: false, tasks: tasks, tasksWrite: tasksWrite, isOutputCut: isOutputCut, isTold: isTold,
        key: key)
}

func tool(_ bench: Bench) -> String { "\(bench.tools)/real/spool --spool \(bench.spool)" }

/// The body of a job that cancels itself, and that SIGTERM does not keep from saying that it has.
private func cancelling(_ id: Int, _ bench: Bench) -> String {
    "trap \"\" TERM; echo cancelling \(id) >> said; "
        + "\(tool(bench)) cancel --grace 200ms \(id) && echo cancelled \(id) >> said; sleep 9"
}

func submit(_ bench: Bench, _ options: String = "", body: String = ":", exitCode: Int = 0) -> String {
    "S submit \(options) -c '\(bench.job(body, exitCode: exitCode))' >> said"
}
