import CommandLineSyntax
import SpoolModel

/// `spool move`: change the order of what waits.
struct MoveCommand: Command {
    var isToFront = false
    var selection = Selection()

    static let syntax = CommandSyntax<MoveCommand>(
        name: "move", summary: "Move queued jobs to the front.",
        discussion: """
            With --front they come before all others, whatever their priority; of several the one named first. What was moved later comes \
            before what was moved earlier. Conditions and limits hold all the same.

            \(Selection.discussion) Of jobs that are named by a range, a word or a label, those that are not queued are passed over.
            """,
        defaults: MoveCommand(),
        options: [.flag("front", help: "Move them before all others.") { $0.isToFront = true }]
            + Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs to move.") { $0.selection.selectors = $1 },
        examples: [Example("spool move --front 42", "Start job 42 next.")],
        check: { (options) throws(UsageProblem) in
            try options.selection.requireSome()
            if !options.isToFront { throw .refused("Say where to: 'spool move --front JOB'.") }
        })

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        let found = try selection.find(in: spool, unlessGiven: [.held, .delayed, .waiting, .queued])
        let places = try spool.moveToFront(found.ids)
        return complain(about: found, in: spool, places) { state in
            switch state {
            case .held, .delayed, .waiting, .queued: nil
            case .running, .finished: "it cannot be moved"
            }
        }
    }
}
