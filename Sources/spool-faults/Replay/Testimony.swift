/// What was said before a crash, and holds after it.
struct Testimony: Hashable {
    /// Jobs whose ids were printed.
    private(set) var submitted: Set<UInt64> = []
    /// The last that was said of each job by a user: `holding`, `held`, `releasing`, `released`, `cancelling`, …
    private(set) var words: [UInt64: String] = [:]
    /// The lines that jobs wrote.
    private(set) var notes: [String] = []

    init(_ changes: some Sequence<Change>) {
        for case .said(let voice, let line) in changes {
            if voice == .job {
                notes.append(line)
            } else if let id = UInt64(line) {
                submitted.insert(id)
            } else {
                let parts = line.split(separator: " ")
                if let id = parts.last.flatMap({ UInt64($0) }) { words[id] = String(parts[0]) }
            }
        }
    }

    /// What may become of a job from here on.
    func expectation(_ id: UInt64, _ given: Expectation) -> Expectation {
        var expectation = given
        expectation.isSubmitted = submitted.contains(id)
        switch words[id] {
        case "holding", "held", "releasing": expectation.mayBeHeld = true
        case "pruning": expectation.mayBeGone = true
        case "cancelling", "cancelled": expectation.outcomes.insert(.cancelled)
        default: break
        }
        return expectation
    }

    /// What is not as it was said, once everything has been put right.
    ///
    /// - Parameters:
    ///   - attempts: how many attempts a job has.
    ///   - later: the lines that jobs wrote since.
    func violations(_ found: [FoundJob], attempts: (FoundJob) -> Int, later: [String]) -> [String] {
        words.sorted { $0.key < $1.key }.compactMap { id, word in
            let job = found.first { $0.id == id }
            let isStarted = later.contains { $0.hasPrefix("start \(id).") }
            switch word {
            case "held" where isStarted || job?.state != .held: return "job \(id) was held, and is not any more"
            case "cancelled" where isStarted: return "job \(id) was cancelled, and started all the same"
            case "retried" where job.map(attempts) ?? 0 < 2: return "job \(id) was to run again, and did not"
            default: return nil
            }
        }
    }
}
