import SpoolModel
import SystemCalls

/// Submitters of jobs that have conditions, a key or tasks, and those that put jobs elsewhere.
func orderScenarios() -> [Scenario] {
    let new = Expectation(isSubmitted: false)
    let first: (Bench) throws -> Void = { bench in try bench.submit(bench.job()) }
    let submit: (String...) -> Scenario.Disturbed = { options in
        .tool { bench in ["submit"] + options + ["-c", bench.job()] }
    }
    return [
        Scenario(
            .submit, "after", submit("--after", "1", "--priority", "3"), [1: Expectation(), 2: new], prepare: first),
        Scenario(.submit, "unique", submit("--unique", "key"), [1: Expectation(), 2: new], prepare: first),
        Scenario(
            .submit, "array", .tool { bench in ["submit", "--array", "1-3", "-c", bench.taskLine] },
            [1: Expectation(), 2: Expectation(isSubmitted: false, tasks: 3)], prepare: first),
        Scenario(
            .move, "queued", .tool { _ in ["move", "--front", "2"] }, [1: Expectation(), 2: Expectation()],
            prepare: { bench in
                try bench.submit(bench.job())
                try bench.submit(bench.job())
            }),
        Scenario(
            .hold, "queued", .tool { _ in ["hold", "1"] }, [1: Expectation(mayBeHeld: true)], prepare: first),
        Scenario(
            .release, "held", .tool { _ in ["release", "1"] }, [1: Expectation(mayBeHeld: true)],
            prepare: { bench in try bench.submit(bench.job(), "--hold") }),
        Scenario(
            .retry, "failed", .tool { _ in ["retry", "1"] },
            [1: Expectation(outcomes: [.failed], exitCode: 3, attempts: 2)],
            prepare: { bench in
                try bench.submit(bench.job(exitCode: 3))
                try bench.require("supervise", "--drain", "--slots", "2")
            }),
    ]
}

/// A supervisor that settles conditions and keeps an order, and one whose jobs wait for their next attempts.
func orderSupervisorScenarios() -> [Scenario] {
    let drain = Scenario.Disturbed.tool { _ in ["supervise", "--drain", "--slots", "2"] }
    let failed = Expectation(outcomes: [.failed], exitCode: 3)
    return [
        Scenario(
            .supervisor, "order", drain,
            [
                1: failed, 2: Expectation(), 3: Expectation(outcomes: [.cancelled]), 4: Expectation(),
                5: Expectation(), 6: Expectation(tasks: 3),
            ]
        ) { bench in
            try bench.require("limit", "set", "licence", "1")
            try bench.submit(bench.job(exitCode: 3))
            try bench.submit(bench.job(), "--after", "1:failed", "--limit", "licence")
            try bench.submit(bench.job(), "--after", "1")
            try bench.submit(bench.job(), "--priority", "5", "--lock", "door", "--limit", "licence")
            try bench.submit(bench.job(), "--lock", "door", "--slots", "2")
            let task = try bench.run(
                [bench.tool, "--spool", "\(bench.spool)", "submit", "--array", "1-3", "-c", bench.taskLine])
            if !task.isSuccess { throw SweepError("an array was not submitted: \(task.error)") }
        },
        Scenario(
            .supervisor, "delayed", drain,
            [1: Expectation(outcomes: [.failed], exitCode: 3, attempts: 3), 2: Expectation()]
        ) { bench in
            try bench.submit(bench.job(exitCode: 3), "--retries", "2", "--delay", "30ms")
            try bench.submit(bench.job())
        },
    ]
}

/// Shepherds of arrays, of jobs that are run again, of jobs whose output is cut, and of those about whose end somebody is told.
func taskScenarios() -> [Scenario] {
    let array: (@escaping (Bench) -> String, String...) -> (Bench) throws -> Void = { line, options in
        { bench in
            let words = ["submit", "--array", "1-3"] + options + ["-c", line(bench)]
            let result = try bench.run([bench.tool, "--spool", "\(bench.spool)"] + words)
            if !result.isSuccess { throw SweepError("an array was not submitted: \(result.error)") }
        }
    }
    let once = Expectation(outcomes: [.succeeded, .lost], undisturbed: [.succeeded])
    return [
        Scenario(
            .shepherd, "array", .shepherd,
            [1: Expectation(outcomes: [.succeeded, .lost], undisturbed: [.succeeded], tasks: 3)],
            prepare: array({ $0.taskLine })),
        Scenario(
            .shepherd, "array-requeue", .shepherd, [1: Expectation(attempts: 3, tasks: 3)],
            prepare: array({ $0.taskLine }, "--on-loss", "requeue")),
        Scenario(
            .shepherd, "array-cancelled", .shepherd,
            [1: Expectation(outcomes: [.cancelled, .lost], undisturbed: [.cancelled], tasks: 3)],
            prepare: array({ bench in
                "\(bench.taskLine); \(bench.tools)/real/spool --spool \(bench.spool) cancel --grace 50ms 1; sleep 30"
            })),
        Scenario(
            .shepherd, "retries", .shepherd,
            [
                1: Expectation(
                    outcomes: [.failed, .lost], undisturbed: [.failed], exitCode: 3, attempts: 3)
            ]
        ) { bench in try bench.submit(bench.job(exitCode: 3), "--retries", "2", "--delay", "20ms") },
        Scenario(.shepherd, "cut", .shepherd, [1: once.with { $0.isOutputCut = true }]) { bench in
            try bench.submit(
                bench.job("head -c 100000 /dev/zero"), "--max-output", "8K", "--trace")
        },
        Scenario(.shepherd, "telling", .shepherd, [1: once.with { $0.isTold = true }]) { bench in
            try bench.submit(bench.job(), "--notify", "echo told $SPOOL_JOB_ID >> \(bench.notes)")
        },
    ]
}

extension Expectation {
    fileprivate func with(_ change: (inout Self) -> Void) -> Self {
        var changed = self
        change(&changed)
        return changed
    }
}
