import CommandLineSyntax
import SpoolModel

/// `spool release`: let held jobs start.
struct ReleaseCommand: Command {
    var ids: [JobID] = []

    static let syntax = CommandSyntax<ReleaseCommand>(
        name: "release", summary: "Let held jobs start.",
        discussion: "A job that is queued or running already stays as it is.",
        defaults: ReleaseCommand(),
        operands: .requiredList("ID", as: .jobID, help: "The jobs to release.", \.ids),
        examples: [Example("spool release $(spool status --state held --ids)", "Release every held job.")])

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        return complain(about: ids, in: spool, try spool.release(ids)) { place in
            place.isFinished ? "it cannot be released" : nil
        }
    }
}
