import Glibc
import SpoolModel
import SystemCalls

/// One story: traced once, then brought into the states that a crash may leave, each of which is put right and looked at.
struct Replay {
    private let bench: Bench
    private let story: Story
    private let volume: Volume
    private var trees: Set<Tree> = []
    private var seen: Set<Case> = []

    private struct Case: Hashable {
        let tree: Tree
        let testimony: Testimony
    }

    /// Runs the story under strace. Where two programs move one directory at the same moment the trace may name a file by the path that it
    /// no longer had; such a trace is taken again.
    init(_ story: Story, _ bench: Bench) throws {
        self.bench = bench
        self.story = story
        var difference: String?
        for _ in 0..<5 {
            let volume = try Self.trace(story, bench)
            let whole = Tree(volume, volume.names, volume.contents)
            difference = whole.difference(from: bench.base)
            if difference == nil {
                self.volume = volume
                return
            }
        }
        throw SweepError(
            "no trace of '\(story.name)' leads to what is on the disk: \(difference ?? "").")
    }

    private static func trace(_ story: Story, _ bench: Bench) throws -> Volume {
        try bench.clear()
        for name in ["said", "notes"] { try? FileDescriptor.workingDirectory.unlink(bench.base / FilePath(name)) }
        let calls = [
            "execve", "openat", "write", "pwrite64", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "linkat",
            "unlink", "unlinkat", "rmdir", "ftruncate", "fsync", "fdatasync", "syncfs",
        ]
        let strace = [
            bench.strace, "-f", "-y", "-xx", "-qq", "-s", "1000000", "-o", "\(bench.log)", "-e",
            "trace=\(calls.joined(separator: ","))",
        ]
        let result = try bench.run(strace + ["sh", "-c", story.script(bench)], limit: 60_000)
        if !result.isSuccess { throw SweepError("the story '\(story.name)' failed: \(result.error)") }
        return Volume(CallLog(bench.text(of: bench.log)), base: bench.base)
    }

    /// How many changes there are, each of which may be the last before a crash.
    var length: Int { volume.changes.count }

    /// How many changes there were each time that a user had just been told something.
    var promises: [Int] {
        volume.changes.indices.filter { index in
            guard case .said(.user, _) = volume.changes[index] else { return false }
            if index + 1 < length, case .said(.user, _) = volume.changes[index + 1] { return false }
            return true
        }.map { $0 + 1 }
    }

    /// How many different trees were looked at; one that may follow several things that were said counts once.
    var states: Int { trees.count }

    /// The places of syncs in the programs of the spool, by what they sync.
    var sites: [String] {
        var sites: [String] = []
        for case .sync(_, _, let site) in volume.changes where site.hasPrefix("spool") && !sites.contains(site) {
            sites.append(site)
        }
        return sites
    }

    /// Looks at a state that a crash may leave, unless it was looked at before; what is wrong with it.
    mutating func look(at end: Int, without site: String? = nil, _ choice: CrashState.Choice) throws -> [String] {
        let tree = CrashState(volume, at: end, without: site, choice).tree
        let testimony = Testimony(volume.changes[..<end])
        guard seen.insert(Case(tree: tree, testimony: testimony)).inserted else { return [] }
        trees.insert(tree)
        try bench.clear()
        try tree.build(below: bench.base)
        let notes = testimony.notes.map { $0 + "\n" }.joined()
        try FileDescriptor.workingDirectory.open(bench.notes, O_WRONLY | O_CREAT | O_EXCL).writeAll(Array(notes.utf8))
        return try judge(testimony)
    }

    /// Puts a spool right, and looks at it.
    private func judge(_ testimony: Testimony) throws -> [String] {
        let expectations = Dictionary(
            uniqueKeysWithValues: story.jobs.map { ($0, testimony.expectation($0, $1)) })
        let nothing = RunResult(status: nil, output: "", error: "")
        var inspection = Inspection(
            scenario: Scenario(.supervisor, story.name, .shepherd, expectations), point: nil, bench: bench,
            victim: nothing)
        let early = try lookAtOnce(inspection.acknowledged) + lookAtPromises(testimony)
        if seen.count % 20 == 0 { inspection.lookAtOnce() }
        try inspection.recover(slots: story.slots)
        inspection.lookAtTheEnd()
        let later = bench.text(of: bench.notes).split(separator: "\n").map(String.init).dropFirst(testimony.notes.count)
        let broken = Promises(testimony: testimony, bench: bench).broken(jobs(in: bench.spool), later: Array(later))
        return early + inspection.violations + broken + (try goOn(testimony))
    }

    /// What a user finds who comes before any supervisor, and lets go on what is paused.
    private func lookAtPromises(_ testimony: Testimony) throws -> [String] {
        let promises = Promises(testimony: testimony, bench: bench)
        var broken = try promises.forgottenKeys(story.jobs.compactMapValues(\.key))
        if let settings = try? Spool(at: bench.spool).settings() {
            broken += promises.brokenSettings(settings)
            if settings.isPaused { try bench.require("resume") }
        }
        return broken
    }

    /// A user goes on to use the spool: the next job has an id that nobody was given before, and that no other job has.
    private func goOn(_ testimony: Testimony) throws -> [String] {
        let taken = jobs(in: bench.spool).map(\.id)
        let result = try bench.spool("submit", "true")
        guard result.isSuccess, let id = result.printedIDs.first else {
            return ["nothing can be submitted any more: \(result.error)"]
        }
        if testimony.submitted.contains(id) { return ["a new job has the id \(id), which was printed before"] }
        return taken.contains(id) ? ["a new job has the id \(id) of a job that is there"] : []
    }

    /// What a reader is told who comes before any supervisor.
    private func lookAtOnce(_ acknowledged: Set<UInt64>) -> [String] {
        if acknowledged.isEmpty { return [] }
        do {
            let spool = try Spool(at: bench.spool)
            return acknowledged.sorted().compactMap { id in
                do throws(SpoolError) { return try spool.summary(of: JobID(id)).problem } catch {
                    return "a reader was told: \(error)"
                }
            }
        } catch {
            return ["a reader was told: \(error)"]
        }
    }
}
