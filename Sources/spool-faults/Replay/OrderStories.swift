import SpoolModel

/// What users do with conditions, keys, limits, cut outputs and messages.
let orderStories: [Story] = [
    Story(
        name: "order",
        jobs: [
            1: replayed(), 2: replayed([.succeeded, .cancelled]), 3: replayed(), 4: replayed(),
        ],
        slots: 1,
        lines: { bench in
            """
            S limit set licence 1
            \(submit(bench, "--limit licence"))
            \(submit(bench, "--after 1"))
            \(submit(bench, "--priority 3 --lock door"))
            \(submit(bench))
            echo moving 4 >> said; S move --front 4 && echo moved 4 >> said
            S supervise --drain --slots 1
            """
        }),
    Story(
        name: "unique", jobs: [1: replayed(key: "key"), 2: replayed(key: "key")],
        lines: { bench in
            """
            \(submit(bench, "--unique key"))
            \(submit(bench, "--unique key")) 2> /dev/null
            S supervise --drain --slots 2
            \(submit(bench, "--unique key"))
            S supervise --drain --slots 2
            """
        }),
    Story(
        name: "told", jobs: [1: replayed(isTold: true), 2: replayed([.cancelled, .succeeded], isTold: true)],
        lines: { bench in
            let notify = "--notify \"echo told \\$SPOOL_JOB_ID >> \(bench.notes)\""
            return """
                \(submit(bench, notify))
                \(submit(bench, notify))
                echo cancelling 2 >> said; S cancel 2 && echo cancelled 2 >> said
                S supervise --drain --slots 2
                until [ -z "$(ls \(bench.spool)/untold)" ]; do sleep 0.01; done
                echo told 1 >> said; echo told 2 >> said
                """
        }),
    Story(
        name: "cut", jobs: [1: replayed(isOutputCut: true)],
        lines: { bench in
            """
            \(submit(bench, "--max-output 8K --trace", body: "head -c 30000 /dev/zero"))
            S supervise --drain --slots 2
            """
        }),
    Story(
        name: "array-cancel", jobs: [1: replayed([.cancelled], attempts: 3, tasks: 3)],
        lines: { bench in
            let cancel = "echo cancelling 1 >> said; \(tool(bench)) cancel --grace 50ms 1 && echo cancelled 1 >> said"
            return """
                S submit --on-loss requeue --array 1-3 -c '\(bench.taskLine); \(cancel); sleep 9' >> said
                S supervise --drain --slots 1
                """
        }),
]
