import CommandLineSyntax
import SpoolModel
import SystemCalls

/// `spool result`: how a job ended.
struct ResultCommand: Command {
    var isJSON = false
    var selection = Selection()

    static let syntax = CommandSyntax<ResultCommand>(
        name: "result", summary: "Show how jobs ended.",
        discussion: """
            Prints exit status or signal, wall time, processor time and peak memory of the last attempt. Ends with 1 where there \
            is no result yet.

            \(Selection.discussion)
            """,
        defaults: ResultCommand(),
        options: [.flag("json", help: "Print one JSON object a line.", \.isJSON)]
            + Selection.options.map { $0.within(\.selection) },
        operands: .jobs(help: "The jobs.", \.selection.selectors),
        examples: [Example("spool result 42", "What job 42 has used, and how it ended.")],
        check: { (options) throws(UsageProblem) in try options.selection.requireSome() })

    func run(_ globals: Globals) throws -> Int32 {
        let spool = try globals.openSpool()
        var isFirst = true
        return forEach(try selection.find(in: spool, unlessGiven: JobState.all)) { id in
            let text = try text(of: try spool.summary(of: id))
            try StandardStream.output.write(Array((isFirst || isJSON ? text : "\n" + text).utf8))
            isFirst = false
        }
    }

    private func text(of job: JobSummary) throws -> String {
        let id = job.id
        guard let result = job.result, job.state.isFinished else {
            if !job.state.isFinished {
                throw Failure("job \(id) has not ended: it is \(job.state.word). 'spool wait \(id)' waits for it.")
            }
            throw Failure(
                "job \(id) has no result: it was \(job.state.mostTellingWord) before it was started, or its file is missing."
            )
        }
        return isJSON
            ? JSON.result(result, attempt: job.attempt).serialized + "\n"
            : FactList.result(result, attempt: job.attempt).text
    }
}
