import SpoolModel
import SystemCalls

extension Inspection {
    /// Every task of an array was started once in an attempt, and has ended as its job says.
    mutating func lookAtTasks(of job: FoundJob, _ expectation: Expectation, _ notes: [String]) {
        let starts = notes.filter { $0.hasPrefix("start \(job.id).") }
        if starts.count != Set(starts).count { violated("a task of job \(job.id) was started twice: \(starts)") }
        for task in 1...expectation.tasks {
            let count = starts.count { $0.hasSuffix(".\(task)") }
            if count > expectation.attempts { violated("task \(job.id).\(task) was started \(count) times") }
        }
        guard case .finished(let outcome) = job.state else {
            if job.state == .held, expectation.mayBeHeld { return }
            violated("job \(job.id) is \(job.state.word) for ever")
            return
        }
        if !allowed(expectation).contains(outcome) { violated("job \(job.id) is \(outcome.rawValue)") }
        let directory = bench.spool / job.path
        let last = names(in: directory).compactMap { Layout.attempt(in: $0, of: "pid") }.max() ?? 0
        let content = Array(bench.text(of: directory / Layout.result(last)).utf8)
        guard let result = try? ResultRecord(content), result.outcome == outcome else {
            violated(
                "job \(job.id) is \(outcome.rawValue), and result.\(last) says: '\(String(decoding: content, as: UTF8.self))'"
            )
            return
        }
        if outcome != .succeeded { return }
        for task in 1...expectation.tasks
        where !notes.contains(where: { $0.hasPrefix("end \(job.id).") && $0.hasSuffix(".\(task)") }) {
            violated("job \(job.id) has succeeded, and its task \(task) has not come to its end")
        }
        for task in 1...expectation.tasks where expectation.tasksWrite {
            let outputs = (1...last).map { bench.text(of: directory / TaskStream.output.file(of: task, $0)) }
            if !outputs.contains("\(task)\n") { violated("the output of task \(job.id).\(task) is lost: \(outputs)") }
        }
    }
}
