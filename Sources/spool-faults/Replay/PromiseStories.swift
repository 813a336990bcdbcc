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
    Story(
        name: "task-orders", jobs: [1: replayed(attempts: 4, tasks: 3)],
        lines: { bench in
            """
            S submit --on-loss requeue --array 1-3 -c '\(bench.taskLine)' >> said
            echo cancelling 1.2 >> said; S cancel 1.2 && echo cancelled 1.2 >> said
            echo holding 1.3 >> said; S hold 1.3 && echo held 1.3 >> said
            S supervise --drain --slots 1
            sync \(bench.spool)/running
            echo releasing 1.3 >> said; S release 1.3 && echo released 1.3 >> said
            S supervise --drain --slots 1
            sync \(bench.spool)/running
            """
        }),
    Story(
        name: "content", jobs: [1: replayed(), 2: replayed(attempts: 3, tasks: 3, tasksWrite: true)],
        lines: { bench in
            """
            printf '%s\\n' '#!/bin/sh' '\(bench.job())' > \(bench.base)/script
            S submit --script \(bench.base)/script >> said
            S submit --on-loss requeue -c 'echo $SPOOL_TASK_ID; : {}; \(bench.taskLine)' ::: a b c >> said
            S supervise --drain --slots 1
            """
        }),
]
