import CommandLineSyntax
import SpoolModel

/// The jobs that a command line names, by words and labels.
struct Selection: Sendable {
    var selectors: [JobSelector] = []
    /// All of them must hold.
    var labels: [Label] = []

    var isEmpty: Bool { selectors.isEmpty && labels.isEmpty }

    /// What a selection has come to in a spool.
    struct Found {
        /// In the order in which they were named, those of one word ascending; none twice.
        var ids: [JobID] = []
        /// Those that were named by their number: they are there, and the user means them.
        var named: Set<JobID> = []
        /// Tasks of arrays, in the order in which they were named.
        var tasks: [(job: JobID, range: ClosedRange<Int>)] = []
        /// Numbers and ranges that name no job.
        var problems: [SpoolError] = []
    }

    static let options: [OptionSyntax<Selection>] = [
        .repeated(
            "label", value: "KEY=VALUE", as: .label,
            help: "Only jobs with this label. May be repeated; all must hold."
        ) { $0.labels.append($1) }
    ]

    /// Finds the jobs.
    ///
    /// - Parameter states: where to look if no word names any jobs.
    func find(
        in spool: Spool, unlessGiven states: [JobState], takesTasks: Bool = false
    ) throws(SpoolError) -> Found {
        var found = Found()
        var known: Set<JobID> = []
        for selector in selectors.isEmpty ? [.states(states)] : selectors {
            for id in try jobs(of: selector, in: spool, &found) where known.insert(id).inserted {
                if try holdsLabels(id, in: spool) { found.ids.append(id) }
            }
        }
        if !takesTasks { found.problems += found.tasks.map { .wholeJobsOnly($0.job) } }
        return found
    }

    /// As `find`; a number that names no job is an error at once.
    func require(in spool: Spool, unlessGiven states: [JobState]) throws(SpoolError) -> [JobID] {
        let found = try find(in: spool, unlessGiven: states)
        if let problem = found.problems.first { throw problem }
        return found.ids
    }

    private func jobs(
        of selector: JobSelector, in spool: Spool, _ found: inout Found
    ) throws(SpoolError) -> [JobID] {
        var ids: Set<JobID> = []
        switch selector {
        case .id(let id):
            if try spool.state(of: id) == nil {
                found.problems.append(.noSuchJob(id, spool.path))
                return []
            }
            found.named.insert(id)
            return [id]
        case .range(let range):
            for state in JobState.all { ids.formUnion(try spool.jobs(in: state, within: range)) }
            if ids.isEmpty { found.problems.append(.noJobs(range, spool.path)) }
        case .tasks(let id, let tasks):
            let record = try spool.state(of: id) == nil ? nil : try spool.job(id).record()
            if let array = record?.array, tasks.clamped(to: array.tasks) == tasks,
                array.tasks.contains(tasks.lowerBound)
            {
                found.tasks.append((id, tasks))
            } else {
                found.problems.append(record.map { .noTasks(id, tasks, of: $0.array) } ?? .noSuchJob(id, spool.path))
            }
        case .states(let states):
            for state in states { ids.formUnion(try spool.jobs(in: state)) }
        }
        return ids.sorted()
    }

    /// A job whose record cannot be read has no labels.
    private func holdsLabels(_ id: JobID, in spool: Spool) throws(SpoolError) -> Bool {
        if labels.isEmpty { return true }
        guard let record = try? spool.job(id).record() else { return false }
        return labels.allSatisfy(record.labels.contains)
    }
}

extension Selection {
    /// What help says about the words that name jobs, in the discussion of each command that takes them.
    static let discussion = """
        JOB is a number (42), a range (3-9), a task of an array or some of them (42.7, 42.5-10), 'all', or a state or an outcome, such as 'running' or 'failed'. A number that \
        names no job is an error, and so is a range without any; a word may stand for none.
        """

    /// Refuses a command line that names no jobs at all.
    func requireSome() throws(UsageProblem) {
        if isEmpty { throw .missingOperand("JOB") }
    }
}

extension OperandSyntax {
    /// Any number of words that name jobs, even none.
    static func jobs(help: String, set: @escaping @Sendable (inout Options, [JobSelector]) -> Void) -> Self {
        .list("JOB", as: .selector, help: help, set: set)
    }
}

/// Does something to each of the tasks, and goes on with the others where it fails; the exit code of the tool.
func forEachTask(
    _ found: Selection.Found, _ body: (JobID, ClosedRange<Int>) throws -> Void
) -> Int32 {
    var exitCode: Int32 = 0
    for (id, tasks) in found.tasks {
        do { try body(id, tasks) } catch {
            complain("spool: \(error)")
            exitCode = 1
        }
    }
    return exitCode
}

/// Does something to each job, and goes on with the others where it fails; the exit code of the tool.
func forEach(_ found: Selection.Found, _ body: (JobID) throws -> Void) -> Int32 {
    for problem in found.problems { complain("spool: \(problem)") }
    var exitCode: Int32 = found.problems.isEmpty ? 0 : 1
    for id in found.ids {
        do { try body(id) } catch {
            complain("spool: \(error)")
            exitCode = 1
        }
    }
    return exitCode
}
