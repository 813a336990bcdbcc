import SystemCalls

/// What keeps a supervisor from starting jobs, told once, and that it is over.
struct ProblemNews {
    private var last: String?

    /// The line to be written now; nil where nothing has changed.
    mutating func line(for problem: String?) -> String? {
        if problem == last { return nil }
        last = problem
        return problem.map { "spool: \(printable($0))" } ?? "spool: jobs start again."
    }
}
