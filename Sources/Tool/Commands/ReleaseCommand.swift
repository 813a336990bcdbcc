import CommandLineSyntax
import SpoolModel

/// `spool release`: let held jobs start.
struct ReleaseCommand: Command {
    var selection = Selection()

    static let syntax = CommandSyntax<ReleaseCommand>(
        name: "release", summary: "Let held jobs start.",
        discussion: """
            A job that is queued or running already stays as it is.

            \(Selection.discussion)
            """,
        defaults: ReleaseCommand(),
        options: Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs to release.") { $0.selection.selectors = $1 },
        examples: [Example("spool release held", "Release every held job.")],
        check: { (options) throws(UsageProblem) in try options.selection.requireSome() })

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        let found = try selection.find(in: spool, unlessGiven: [.held], takesTasks: true)
        let tasksCode = forEachTask(found) { id, tasks in
            try requireUnfinished(id, try spool.release(tasks, of: id))
        }
        for id in found.ids {
            if let array = try? spool.job(id).record().array { _ = try spool.release(array.tasks, of: id) }
        }
        let jobsCode = complain(about: found, in: spool, try spool.release(found.ids)) { place in
            place.isFinished ? "it cannot be released" : nil
        }
        return max(tasksCode, jobsCode)
    }
}
