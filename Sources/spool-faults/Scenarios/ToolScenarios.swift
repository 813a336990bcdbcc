import SpoolModel
import SystemCalls

/// A submitter that makes the spool, one that finds a spool, one with several jobs, and one with a script.
func submitScenarios() -> [Scenario] {
    let new = Expectation(isSubmitted: false)
    let held = Expectation(isSubmitted: false, mayBeHeld: true)
    return [
        Scenario(.submit, "new", .tool { bench in ["submit", "-c", bench.job()] }, [1: new]),
        Scenario(.submit, "existing", .tool { bench in ["submit", "-c", bench.job()] }, [1: Expectation(), 2: new]) {
            bench in
            try bench.submit(bench.job())
        },
        Scenario(
            .submit, "batch", .tool { bench in ["submit", "--batch", "\(bench.base)/batch"] },
            [1: Expectation(), 2: new, 3: new, 4: new]
        ) { bench in
            try bench.submit(bench.job())
            try bench.write("batch", [0, 0, 0].map { _ in bench.job() + "\n" }.joined())
        },
        // What is done for each job is tried with the batch above.
        Scenario(
            .submit, "whole-shard", .tool { bench in ["submit", "--hold", "--batch", "\(bench.base)/batch"] },
            [1: Expectation()].merging((1000..<2000).map { ($0, held) }) { $1 },
            calls: ["renameat", "fsync", "syncfs", "fchmod", "unlinkat", "flock"]
        ) { bench in
            try bench.write("batch", String(repeating: "true\n", count: 1000))
            try bench.submit(bench.job())
            try FileDescriptor.workingDirectory.rename(bench.spool / "ids/2", to: bench.spool / "ids/1000")
        },
        Scenario(
            .submit, "script", .tool { bench in ["submit", "--script", "\(bench.base)/script"] },
            [1: Expectation(), 2: new]
        ) { bench in
            try bench.submit(bench.job())
            try bench.write("script", "#!/bin/sh\n#SPOOL --on-loss report\n" + bench.job() + "\n")
        },
    ]
}

/// A job that is cancelled while it is queued, and while it runs.
func cancelScenarios() -> [Scenario] {
    let either = Expectation(outcomes: [.succeeded, .cancelled])
    return [
        Scenario(.cancel, "queued", .tool { _ in ["cancel", "1"] }, [1: either]) { bench in
            try bench.submit(bench.job())
        },
        Scenario(.cancel, "running", .tool { _ in ["cancel", "--grace", "50ms", "1"] }, [1: either]) { bench in
            try bench.submit(bench.job("sleep 2"))
            try bench.startJobs(1)
        },
    ]
}

/// Finished jobs, of which the last is kept, and one is kept for the foreign files in it.
func pruneScenarios() -> [Scenario] {
    var pruned = Expectation(mayBeGone: true)
    var failed = pruned
    failed.exitCode = 3
    failed.outcomes = [.failed]
    pruned.outcomes = [.succeeded]
    return [
        Scenario(
            .prune, "finished", .tool { _ in ["prune", "--keep", "1"] },
            [1: pruned, 2: failed, 3: pruned, 4: Expectation()], plantsInJobs: false
        ) { bench in
            try bench.submit(bench.job())
            try bench.submit(bench.job(exitCode: 3))
            try bench.submit(bench.job())
            try bench.submit(bench.job())
            try bench.require("supervise", "--drain", "--slots", "2")
        },
        Scenario(
            .prune, "foreign", .tool { _ in ["prune", "--keep", "0"] }, [1: Expectation(), 2: Expectation()]
        ) { bench in
            try bench.submit(bench.job())
            try bench.submit(bench.job())
            try bench.require("supervise", "--drain", "--slots", "2")
        },
    ]
}
