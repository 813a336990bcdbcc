import SpoolModel
import SystemCalls

/// A supervisor with jobs to start, and one that finds what a dead one has left: a job that runs, one whose shepherd is dead,
/// and one that is queued.
func supervisorScenarios() -> [Scenario] {
    let drain = Scenario.Disturbed.tool { _ in ["supervise", "--drain", "--slots", "2"] }
    let failed = Expectation(outcomes: [.failed], exitCode: 3)
    return [
        Scenario(.supervisor, "queued", drain, [1: Expectation(), 2: failed, 3: Expectation()]) { bench in
            try bench.submit(bench.job())
            try bench.submit(bench.job(exitCode: 3))
            try bench.submit(bench.job("sleep 0.02"))
        },
        Scenario(.supervisor, "left", drain, [1: Expectation(), 2: Expectation(outcomes: [.lost]), 3: failed]) {
            bench in
            try bench.submit(bench.job("sleep 0.3"))
            try bench.submit(bench.job("sleep 30"))
            try bench.submit(bench.job(exitCode: 3))
            try bench.startJobs(1, 2)
            try bench.killShepherd(of: 2)
        },
    ]
}

/// A shepherd from the start of a job to its end, and one that buries what another has left.
func shepherdScenarios() -> [Scenario] {
    let once = Expectation(outcomes: [.succeeded, .lost], undisturbed: [.succeeded])
    let again = Expectation(outcomes: [.succeeded], attempts: 3)
    let left: (String...) -> (Bench) throws -> Void = { options in
        { bench in
            let line = bench.job("test $SPOOL_ATTEMPT = 2 || sleep 30")
            let result = try bench.run(
                [bench.tool, "--spool", "\(bench.spool)", "submit"] + options + ["-c", line])
            if !result.isSuccess { throw SweepError("a job was not submitted: \(result.error)") }
            try bench.startJobs(1)
            try bench.killShepherd(of: 1)
        }
    }
    return [
        Scenario(.shepherd, "plain", .shepherd, [1: once]) { bench in try bench.submit(bench.job("sleep 0.02")) },
        Scenario(
            .shepherd, "failed", .shepherd,
            [1: Expectation(outcomes: [.failed, .lost], undisturbed: [.failed], exitCode: 3)]
        ) {
            bench in
            try bench.submit(bench.job(exitCode: 3))
        },
        Scenario(.shepherd, "script", .shepherd, [1: once]) { bench in
            try bench.write("script", "#!/bin/sh\n" + bench.job("sleep 0.02") + "\n")
            try bench.require("submit", "--script", "\(bench.base)/script")
        },
        Scenario(.shepherd, "child", .shepherd, [1: once]) { bench in try bench.submit(bench.job("sleep 60 & :")) },
        Scenario(
            .shepherd, "cancelled", .shepherd,
            [1: Expectation(outcomes: [.cancelled, .lost], undisturbed: [.cancelled])]
        ) { bench in
            // It cancels itself, and then refuses to end when it is asked to.
            let cancel = "\(bench.tools)/real/spool --spool \(bench.spool) cancel --grace 50ms 1"
            try bench.submit(bench.job("trap '' TERM; \(cancel); sleep 30"))
        },
        Scenario(.shepherd, "requeue", .shepherd, [1: again]) { bench in
            try bench.submit(bench.job("sleep 0.02"), "--on-loss", "requeue")
        },
        Scenario(.shepherd, "burying", .shepherd, [1: Expectation(outcomes: [.lost])], prepare: left()),
        Scenario(
            .shepherd, "burying-requeue", .shepherd, [1: Expectation(outcomes: [.succeeded], attempts: 3)],
            prepare: left("--on-loss", "requeue")),
    ]
}
