import SystemCalls

/// What keeps a supervisor from starting jobs, told once, and that it is over. 'spool status' tells what it is now.
struct ProblemNews {
    private var isTold = false

    /// The line to be written now; nil where there is nothing new.
    mutating func line(for problem: String?) -> String? {
        if isTold == (problem != nil) { return nil }
        isTold = problem != nil
        return problem.map { "spool: \(printable($0))" } ?? "spool: jobs start again."
    }
}
