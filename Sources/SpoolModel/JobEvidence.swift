import SystemCalls

/// What a look at a job's directory has shown.
struct JobEvidence: Sendable {
    /// A record that is there.
    enum Reading<Value: Hashable & Sendable>: Hashable, Sendable {
        case whole(Value)
        case refused(RecordError)
    }

    /// Who looks after a running job.
    enum Care: Hashable, Sendable {
        case shepherd
        /// No supervisor is alive to start a shepherd, so there need be none.
        case nobody
        /// A supervisor is alive, and should have started one.
        case nobodyBeside(supervisor: Int32?)
    }

    var state: JobState
    var files: Set<JobFile> = []
    var record: Reading<JobRecord>?
    /// Bytes; nil where there is no such file.
    var environmentSize: Int?
    var scriptSize: Int?
    var valuesSize: Int?
    var cancel: Reading<CancelRecord>?
    var deferral: Reading<DeferralRecord>?
    var results: [Int: Reading<ResultRecord>] = [:]
    /// Bytes, of the table of each attempt of an array.
    var tables: [Int: Int] = [:]
    var care = Care.nobody

    /// The attempts that left a trace, ascending.
    private var attempts: [Int] {
        files.compactMap { file in
            switch file {
            case .pid(let attempt), .result(let attempt): attempt
            default: nil
            }
        }.sorted()
    }

    /// Each file that is not as it should be, and what is wrong with it; the job's directory itself is `.`.
    func problems() -> [(file: FilePath, problem: String)] {
        var problems = recordProblems()
        // The shepherd may just be writing to the last one.
        let last = attempts.last ?? 0
        for attempt in Set(attempts).sorted() where attempt < last || care != .shepherd {
            switch results[attempt] {
            case .refused(let error)?:
                // Recovery writes that of an attempt without a shepherd anew; it begins without content.
                if attempt < last || state.isFinished { problems.append((Layout.result(attempt), refusal(error))) }
            case nil where attempt < last: problems.append((Layout.result(attempt), "is missing"))
            case .whole?, nil: break
            }
        }
        problems += tableProblems(last)
        problems += stateProblems(last).map { (".", $0) }
        return problems
    }

    private func recordProblems() -> [(file: FilePath, problem: String)] {
        var problems: [(file: FilePath, problem: String)] = []
        switch record {
        case nil: problems.append((Layout.job, "is missing"))
        case .refused(let error)?: problems.append((Layout.job, refusal(error)))
        case .whole(let record)?:
            problems += sizeProblem(Layout.environment, environmentSize, wanted: record.environmentSize)
            problems += sizeProblem(Layout.script, scriptSize, wanted: record.scriptSize)
            problems += sizeProblem(Layout.values, valuesSize, wanted: record.array?.valuesSize)
        }
        if case .refused(let error)? = cancel { problems.append((Layout.cancel, refusal(error))) }
        if case .refused(let error)? = deferral { problems.append((Layout.deferred, refusal(error))) }
        return problems
    }

    /// - Parameter wanted: nil for a file that the job has not.
    private func sizeProblem(_ file: FilePath, _ size: Int?, wanted: Int?) -> [(file: FilePath, problem: String)] {
        guard let wanted, size ?? 0 != wanted else { return [] }
        return [(file, "\(size.map { "has \($0) bytes" } ?? "is missing") where \(wanted) bytes were written")]
    }

    /// Whether the tables of an array that has ended hold as many tasks as its result counts.
    private func tableProblems(_ last: Int) -> [(file: FilePath, problem: String)] {
        guard state.isFinished, case .whole(let result)? = results[last], let counts = result.tasks else { return [] }
        let started = [TaskPhase.succeeded, .failed, .timedOut, .lost].reduce(0) { $0 + counts[$1] }
        let held = tables.values.reduce(0) { $0 + $1 / TaskSlot.size }
        if held >= started { return [] }
        return [(Layout.tasks(last), "has room for \(held) of the \(started) tasks that the result counts")]
    }

    /// Whether the folder that the job lies in agrees with its last result.
    private func stateProblems(_ last: Int) -> [String] {
        switch (state, results[last]) {
        case (.finished(let folder), .whole(let result)?):
            // One that was to be run again may be cancelled before that, and one that was cancelled may be on its way to the queue.
            let isCancelledLater =
                folder == .cancelled
                && (cancel != nil && result.outcome != .succeeded || files.contains(.again(last)))
            return folder == result.outcome || isCancelledLater
                ? [] : ["lies under '\(folder.rawValue)', and its result says '\(result.outcome.rawValue)'"]
        case (.finished(let folder), nil):
            return folder == .cancelled && last == 0 ? [] : ["has ended, and has no result"]
        // After a power cut a job can lie there that had been claimed before; its shepherd settles it.
        case (.held, _), (.delayed, _), (.waiting, _), (.queued, _): return []
        case (.running, _):
            guard case .nobodyBeside(let supervisor) = care else { return [] }
            let name = supervisor.map { "supervisor \($0)" } ?? "a supervisor"
            return ["has no shepherd, though \(name) is alive; it gets one when a slot is free"]
        case (.finished, .refused?): return []
        }
    }

    private func refusal(_ error: RecordError) -> String { "is refused: \(error.problem)" }
}
