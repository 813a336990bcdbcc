import CommandLineSyntax
import SystemCalls

/// How many states are looked at, and of what.
struct ReplayOptions: Sendable {
    /// Of all stories together.
    var states = 1000
    var seed: UInt64 = 1
    /// Only these stories; empty for all.
    var stories: [String] = []
    /// Only syncs of these sites; empty for all.
    var sites: [String] = []
    var directory: FilePath = "/dev/shm"
}

/// Story after story, in states that a crash may leave.
struct Replays {
    let bench: Bench
    let options: ReplayOptions
    private(set) var violations = 0

    init(bench: Bench, options: ReplayOptions) {
        self.bench = bench
        self.options = options
    }

    private var stories: [Story] {
        allStories.filter { options.stories.isEmpty || options.stories.contains($0.name) }
    }

    /// Looks at what each promise has if nothing but what was synced is there, and draws states until there are enough different ones
    /// of each story.
    mutating func run() throws {
        let stories = stories
        var sum = 0
        for story in stories {
            var replay = try Replay(story, bench)
            var chance = Chance(seed: options.seed)
            let before = violations
            for end in replay.promises {
                let found = try replay.look(at: end, .noneKept)
                try report(found, "\(story.name), crash after change \(end), all else lost")
            }
            let enough = (options.states + stories.count - 1) / stories.count
            // A short story may not have so many states.
            var tries = 0
            while replay.states < enough, tries < 20 * enough {
                tries += 1
                let end = Int(chance.next(below: UInt64(replay.length + 1)))
                let found = try replay.look(at: end, .drawn(Chance(seed: chance.next())))
                try report(
                    found, "\(story.name), crash after change \(end) of \(replay.length), state \(replay.states)")
            }
            sum += replay.states
            try say(
                "\(story.name): \(replay.length) changes, \(replay.states) different states, \(violations - before) violations\n"
            )
        }
        try say("\(sum) states, \(violations) violations\n")
    }

    /// Leaves out one sync after the other, and says whether that is seen; one that a story has shown to be missed is not left out again.
    mutating func leaveOutSyncs() throws {
        var isSeen: [String: Bool] = [:]
        for story in stories {
            let sites = try Replay(story, bench).sites.filter { site in
                isSeen[site] != true && (options.sites.isEmpty || options.sites.contains(site))
            }
            for site in sites {
                var replay = try Replay(story, bench)
                let found = try Self.firstViolation(&replay, without: site)
                isSeen[site] = found != nil
                try say(
                    "\(found == nil ? "no harm" : "seen") \(story.name) | \(site) | \(replay.states) states | \(found ?? "")\n"
                )
            }
        }
        if isSeen.isEmpty { throw SweepError("there is no such sync.") }
        let unseen = isSeen.filter { !$0.value }.keys.sorted()
        violations = unseen.count
        for site in unseen { try say("NOT SEEN in any story | \(site)\n") }
        try say("\(isSeen.count) syncs, \(unseen.count) not seen\n")
    }

    private static func firstViolation(_ replay: inout Replay, without site: String) throws -> String? {
        for choice in [CrashState.Choice.noneKept, .onlyMissingLost] {
            // Most is seen where a user was just told something.
            for end in replay.promises + Array(0...replay.length) {
                if let found = try replay.look(at: end, without: site, choice).first { return found }
            }
        }
        return nil
    }

    private mutating func report(_ found: [String], _ place: String) throws {
        violations += found.count
        for violation in found { try say("VIOLATION in \(place): \(violation)\n") }
    }

    private func say(_ text: String) throws { try StandardStream.output.write(Array(text.utf8)) }
}
