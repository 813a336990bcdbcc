import CommandLineSyntax
import SpoolModel

/// `spool hold`: keep jobs from starting.
struct HoldCommand: Command {
    var ids: [JobID] = []

    static let syntax = CommandSyntax<HoldCommand>(
        name: "hold", summary: "Keep queued jobs from starting until they are released.",
        discussion: """
            A held job keeps its place in the order of the queue. A running job cannot be held, it can only be cancelled. \
            'spool submit --hold' queues a job that is held from the beginning.
            """,
        defaults: HoldCommand(),
        operands: .requiredList("ID", as: .jobID, help: "The jobs to hold.", \.ids),
        examples: [Example("spool hold 42 43", "Let others go first.")])

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        return complain(about: ids, in: spool, try spool.hold(ids)) { $0 == .held ? nil : "it cannot be held" }
    }
}

/// Says of each job that does not lie where it was to be put why that is; the exit code of the tool.
func complain(
    about ids: [JobID], in spool: Spool, _ places: [JobID: JobState], _ objection: (JobState) -> String?
) -> Int32 {
    var exitCode: Int32 = 0
    for id in ids {
        guard let place = places[id] else {
            complain("spool: \(SpoolError.noSuchJob(id, spool.path))")
            exitCode = 1
            continue
        }
        guard let objection = objection(place) else { continue }
        complain("spool: job \(id) is \(place.mostTellingWord): \(objection).")
        exitCode = 1
    }
    return exitCode
}
