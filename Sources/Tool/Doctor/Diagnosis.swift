import SpoolModel

/// One thing that was looked at, and what to think of it.
struct Diagnosis: Hashable, Sendable {
    enum Level: String, Sendable {
        case ok, warning, problem
    }

    let level: Level
    /// What was looked at, in a word.
    let area: String
    /// One sentence.
    let sentence: String
    /// What to do; nil where there is nothing to do.
    let remedy: String?

    static func ok(_ area: String, _ sentence: String) -> Diagnosis {
        Diagnosis(level: .ok, area: area, sentence: sentence, remedy: nil)
    }

    /// Something to know of.
    static func warning(_ area: String, _ sentence: String, _ remedy: String) -> Diagnosis {
        Diagnosis(level: .warning, area: area, sentence: sentence, remedy: remedy)
    }

    /// Something that keeps jobs from running, or a promise from being kept.
    static func problem(_ area: String, _ sentence: String, _ remedy: String) -> Diagnosis {
        Diagnosis(level: .problem, area: area, sentence: sentence, remedy: remedy)
    }

    var json: JSON {
        .object([
            ("area", .text(area)), ("level", .text(level.rawValue)), ("sentence", .text(sentence)),
            ("remedy", .optional(remedy, JSON.text)),
        ])
    }
}
