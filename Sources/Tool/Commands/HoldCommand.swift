import CommandLineSyntax
import SpoolModel

/// `spool hold`: keep jobs from starting.
struct HoldCommand: Command {
    var selection = Selection()

    static let syntax = CommandSyntax<HoldCommand>(
        name: "hold", summary: "Keep queued jobs from starting until they are released.",
        discussion: """
            A held job keeps its place in the order of the queue. A running job cannot be held, it can only be cancelled; of an \
            array that runs the tasks are held that have not started, and the array itself when the others have ended. \
            'spool submit --hold' queues a job that is held from the beginning.

            \(Selection.discussion) Of jobs that are named by a range, a word or a label, those that are not queued are passed over.
            """,
        defaults: HoldCommand(),
        options: Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs to hold.") { $0.selection.selectors = $1 },
        examples: [Example("spool hold 42 43", "Let others go first.")],
        check: { (options) throws(UsageProblem) in try options.selection.requireSome() })

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        let found = try selection.find(in: spool, unlessGiven: [.delayed, .waiting, .queued], takesTasks: true)
        let tasksCode = forEachTask(found) { id, tasks in
            // Of a range those that have started are passed over.
            if tasks.count > 1 { return try requireUnfinished(id, try spool.hold(tasks, of: id)) }
            try requireWaiting(tasks, of: id, in: spool)
            try requireUnfinished(id, try spool.hold(tasks, of: id))
            // It may have started meanwhile. Its shepherd looks for the hold behind the start, so one of the two sees the other.
            do { try requireWaiting(tasks, of: id, in: spool) } catch {
                _ = try spool.release(tasks, of: id)
                throw error
            }
        }
        var places = try spool.hold(found.ids)
        for id in found.named where places[id] == .running {
            guard let array = try spool.job(id).record().array else { continue }
            if try spool.hold(array.tasks, of: id) == .running { places[id] = .held }
        }
        let jobsCode = complain(about: found, in: spool, places) { $0 == .held ? nil : "it cannot be held" }
        return max(tasksCode, jobsCode)
    }
}

private func requireWaiting(_ tasks: ClosedRange<Int>, of id: JobID, in spool: Spool) throws {
    guard let task = try spool.tasks(tasks, of: id).first, task.phase != .waiting else { return }
    throw Failure("task \(task.name) is \(task.word): it cannot be held.")
}

/// Says of each job that was named by its number and does not lie where it was to be put why that is; the exit code of the tool.
func complain(
    about found: Selection.Found, in spool: Spool, _ places: [JobID: JobState], _ objection: (JobState) -> String?
) -> Int32 {
    forEach(found) { id in
        guard found.named.contains(id) else { return }
        guard let place = places[id] else { throw SpoolError.noSuchJob(id, spool.path) }
        if let objection = objection(place) { throw Failure("job \(id) is \(place.mostTellingWord): \(objection).") }
    }
}
