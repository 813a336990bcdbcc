/// Two commands at the same moment. What the other one has just done is done by a program of the system: a shard that it has
/// made (`mkdir`) and whose name it has not synced yet, or a folder that it syncs (`sync`).
let besideStories: [Story] = [
    Story(
        name: "shards", jobs: [1: replayed(), 2: replayed(), 3: replayed(exitCode: 3, attempts: 2)], slots: 1,
        lines: { bench in
            """
            \(submit(bench, exitCode: 0))
            mkdir \(bench.spool)/held/0
            echo holding 1 >> said; S hold 1 && echo held 1 >> said
            \(newShard("queued", bench))
            echo releasing 1 >> said; S release 1 && echo released 1 >> said
            \(submit(bench))
            mkdir \(bench.spool)/waiting/0
            echo moving 2 >> said; S move --front 2 && echo moved 2 >> said
            S supervise --drain --slots 1
            \(submit(bench, exitCode: 3))
            S supervise --drain --slots 1
            \(newShard("queued", bench))
            echo retrying 3 >> said; S retry 3 && echo retried 3 >> said
            S supervise --drain --slots 1
            """
        }),
    Story(
        name: "left", jobs: [1: replayed(), 2: replayed(exitCode: 3, attempts: 3)],
        lines: { bench in
            """
            \(submit(bench))
            \(submit(bench, "--retries 1 --delay 200ms", exitCode: 3))
            S supervise --once --slots 2
            until [ -d \(bench.spool)/finished/succeeded/0/1 ] && [ -d \(bench.spool)/delayed/0/2 ]; do sleep 0.01; done
            sync \(bench.spool)/running
            S pause
            \(newShard("queued", bench))
            until [ -d \(bench.spool)/queued/0/2 ]; do sleep 0.05; S supervise --once --slots 2; done
            sync \(bench.spool)/delayed/0
            S resume
            S supervise --drain --slots 2
            sync \(bench.spool)/running
            """
        }),
]

/// A shard that comes as a whole: from a batch, and from somebody who has not come to the sync of the folder above it.
let wholeShardStories: [Story] = [
    Story(
        name: "whole-shard", jobs: [1: replayed()].merging((1000..<2000).map { ($0, held) }) { $1 },
        lines: { bench in
            """
            \(submit(bench))
            mv \(bench.spool)/ids/2 \(bench.spool)/ids/1000
            yes true | head -n 1000 | S submit --hold --batch - >> said
            """
        }),
    Story(
        name: "moved-shard", jobs: [1: replayed(), 2: replayed()],
        lines: { bench in
            """
            \(submit(bench))
            S supervise --drain
            rmdir \(bench.spool)/queued/0 2> /dev/null || :
            mkdir \(bench.spool)/tmp/x_shard
            mkdir \(bench.spool)/tmp/x_shard/x_job
            chmod 1700 \(bench.spool)/tmp/x_shard
            sync \(bench.spool)/tmp/x_shard \(bench.spool)/tmp
            mv \(bench.spool)/tmp/x_shard \(bench.spool)/queued/0
            \(submit(bench))
            """
        }),
]

private let held: Expectation = {
    var held = replayed()
    held.mayBeHeld = true
    return held
}()

/// A shard that was emptied and removed, and that somebody makes again.
private func newShard(_ folder: String, _ bench: Bench) -> String {
    let shard = "\(bench.spool)/\(folder)/0"
    return "if [ -d \(shard) ]; then rmdir \(shard); fi; mkdir \(shard)"
}
