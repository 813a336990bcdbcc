import SpoolModel

/// What users ask for that must outlive a power cut.
let promiseStories: [Story] = [
    Story(
        name: "array-retry", jobs: [1: replayed(exitCode: 3, attempts: 4, tasks: 3)],
        lines: { bench in
            """
            S submit --on-loss requeue --array 1-3 -c '\(bench.taskLine); exit 3' >> said
            S supervise --drain --slots 1
            echo retrying 1.2 >> said; S retry 1.2 && echo retried 1.2 >> said
            S supervise --drain --slots 1
            """
        }),
    Story(
        name: "pause", jobs: [1: replayed()],
        lines: { bench in
            """
            \(submit(bench))
            echo pausing 0 >> said; S pause && echo paused 0 >> said
            S supervise --drain --slots 2
            echo resuming 0 >> said; S resume && echo resumed 0 >> said
            S supervise --drain --slots 2
            """
        }),
]
