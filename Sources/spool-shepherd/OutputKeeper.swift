import SpoolModel
import SystemCalls

/// Keeps what commands write within its budget while they run.
struct OutputKeeper {
    private let budget: OutputBudget
    private var pace = OutputPace()
    /// What each file held when it was looked at last, and where the hole in it ends.
    private var seen: [FilePath: (size: Int, holeEnd: Int)] = [:]

    /// Nil where all is kept.
    init?(_ budget: OutputBudget?) {
        guard let budget else { return nil }
        self.budget = budget
    }

    /// Looks at the files if that is due; milliseconds until the next look.
    mutating func look(at names: [FilePath], of job: borrowing JobDirectory) -> Int64 {
        let now = SteadyClock.microseconds
        if let remaining = pace.remaining(now: now) { return remaining }
        var hasGrown = false
        var current: [FilePath: (size: Int, holeEnd: Int)] = [:]
        for name in names {
            guard let size = (try? job.descriptor.statusIfPresent(of: name))??.size else { continue }
            let before = seen[name] ?? (0, 0)
            // Where the file system has no holes the file is cut at its end all the same.
            let holeEnd = try? job.punch(name, budget, from: before.holeEnd, size: size)
            current[name] = (size, holeEnd ?? before.holeEnd)
            if size != before.size { hasGrown = true }
        }
        seen = current
        pace.note(hasGrown: hasGrown, now: now)
        return pace.remaining(now: now) ?? 0
    }
}
