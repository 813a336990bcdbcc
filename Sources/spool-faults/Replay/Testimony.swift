import SpoolModel

/// What was said before a crash, and holds after it.
struct Testimony: Hashable {
    /// What a user said of something: `holding 1` before the command, `held 1` once it has ended with 0.
    struct Saying: Hashable {
        /// In lower case: `held`, `cancelled`, `moved`, …
        let word: String
        /// 0 where it is said of the whole spool.
        let id: UInt64
        /// Of an array, the one task that is meant.
        let task: Int?

        init?(_ line: String) {
            let parts = line.split(separator: " ")
            let numbers = parts.last?.split(separator: ".") ?? []
            guard parts.count == 2, let id = numbers.first.flatMap({ UInt64($0) }) else { return nil }
            word = String(parts[0])
            self.id = id
            task = numbers.count == 2 ? Int(numbers[1]) : nil
        }

        var name: String { task.map { "task \(id).\($0)" } ?? "job \(id)" }

        /// Whether a job that is meant wrote a line as it began.
        func isStart(_ line: String) -> Bool {
            line.hasPrefix("start \(id).") && task.map { line.hasSuffix(".\($0)") } ?? true
        }
    }

    /// Jobs whose ids were printed, in this order.
    private(set) var submitted: [UInt64] = []
    private(set) var sayings: [Saying] = []
    /// The lines that jobs wrote.
    private(set) var notes: [String] = []

    init(_ changes: some Sequence<Change>) {
        for case .said(let voice, let line) in changes {
            if voice == .job {
                notes.append(line)
            } else if let id = UInt64(line) {
                submitted.append(id)
            } else if let saying = Saying(line) {
                sayings.append(saying)
            }
        }
    }

    /// Whether something of a job was said, and nothing later of a list.
    func holds(_ word: String, of id: UInt64, unlessLater others: String...) -> Bool {
        sayings.last { $0.id == id && ($0.word == word || others.contains($0.word)) }?.word == word
    }

    /// What may become of a job from here on.
    func expectation(_ id: UInt64, _ given: Expectation) -> Expectation {
        var expectation = given
        expectation.isSubmitted = submitted.contains(id)
        for saying in sayings where saying.id == id {
            switch saying.word {
            case "holding": expectation.mayBeHeld = true
            case "released": expectation.mayBeHeld = false
            case "pruning": expectation.mayBeGone = true
            case "cancelling": expectation.outcomes.insert(.cancelled)
            default: break
            }
        }
        return expectation
    }
}
