import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool result`: how a job ended.
struct ResultCommand: Command {
    var isJSON = false
    var id = JobID(0)

    static let syntax = CommandSyntax<ResultCommand>(
        name: "result", summary: "Show how a job ended.",
        discussion: """
            Prints exit status or signal, wall time, processor time and peak memory of the last attempt. Ends with 1 where there \
            is no result yet.
            """,
        defaults: ResultCommand(),
        options: [.flag("json", help: "Print one JSON object.", \.isJSON)],
        operands: .required("ID", as: .jobID, help: "The job.", \.id),
        examples: [Example("spool result 42", "What job 42 has used, and how it ended.")])

    func run(_ globals: Globals) throws -> Int32 {
        let job = try globals.openSpool().summary(of: id)
        guard let result = job.result, job.state.isFinished else {
            if !job.state.isFinished {
                throw Failure("job \(id) has not ended: it is \(job.state.word). 'spool wait \(id)' waits for it.")
            }
            throw Failure(
                "job \(id) has no result: it was \(job.state.mostTellingWord) before it was started, or its file is missing."
            )
        }
        let text =
            isJSON
            ? JSON.result(result, attempt: job.attempt).serialized + "\n"
            : FactList.result(result, attempt: job.attempt).text
        try StandardStream.output.write(Array(text.utf8))
        return 0
    }
}
