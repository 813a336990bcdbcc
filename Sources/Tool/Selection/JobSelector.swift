import CommandLineSyntax
import SpoolModel

/// One word that names jobs, or tasks of an array, on the command line.
enum JobSelector: Hashable, Sendable {
    /// `42`
    case id(JobID)
    /// `3-9`
    case range(ClosedRange<JobID>)
    /// `42.7`, `42.5-10`
    case tasks(JobID, ClosedRange<Int>)
    /// `all`, `running`, `failed`
    case states([JobState])

    /// Nil for what names no jobs.
    init?(_ bytes: [UInt8]) {
        if let id = JobID(bytes) {
            self = .id(id)
        } else if let states = Self.states(named: String(decoding: bytes, as: UTF8.self)) {
            self = .states(states)
        } else if let point = bytes.firstIndex(of: UInt8(ascii: ".")) {
            guard let id = JobID(bytes[..<point]), let tasks = taskRange(bytes[(point + 1)...]) else { return nil }
            self = .tasks(id, tasks)
        } else {
            let ends = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).map { JobID($0) }
            guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last else { return nil }
            self = .range(first...last)
        }
    }

    /// The jobs in what states a word stands for; nil for every other word.
    static func states(named word: String) -> [JobState]? {
        if word == "all" { return JobState.all }
        let states = JobState.all.filter { $0.word == word || $0.mostTellingWord == word }
        return states.isEmpty ? nil : states
    }

    /// The words of states and outcomes, in the order in which a job passes through them.
    static let stateWords: [String] = JobState.all.flatMap { [$0.word, $0.mostTellingWord] }
        .reduce(into: []) { words, word in if !words.contains(word) { words.append(word) } }
}

extension ValueParser<JobSelector> {
    /// One job or several.
    static var selector: Self {
        Self(completion: .shell("spool status --ids")) { bytes throws(ValueError) in
            guard let selector = JobSelector(bytes) else {
                let words = (["all"] + JobSelector.stateWords).joined(separator: ", ")
                throw ValueError(
                    expected:
                        "a job's number such as 42, a range such as 3-9, a task of an array such as 42.7, or one of: \(words)"
                )
            }
            return selector
        }
    }
}

extension ValueParser<[JobState]> {
    /// States and outcomes, separated by commas.
    static var states: Self {
        Self(completion: .commaList(JobSelector.stateWords)) { bytes throws(ValueError) in
            var states: [JobState] = []
            for part in bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
                let word = String(decoding: part, as: UTF8.self)
                guard JobSelector.stateWords.contains(word), let named = JobSelector.states(named: word) else {
                    throw ValueError(
                        expected: "a comma-separated list of \(JobSelector.stateWords.joined(separator: ", "))")
                }
                states += named
            }
            return states
        }
    }
}

extension ValueParser<Label> {
    /// `KEY=VALUE`.
    static var label: Self {
        Self(expected: "KEY=VALUE, with a key of letters, digits and _.- that begins with a letter or _") { Label($0) }
    }
}
