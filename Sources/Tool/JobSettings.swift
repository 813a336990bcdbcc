import CommandLineSyntax
import SpoolModel
import SystemCalls

/// How jobs are to run: the options that `submit` and `run` have in common.
struct JobSettings: Sendable {
    var directory: FilePath?
    var input: FilePath?
    var output: FilePath?
    var error: FilePath?
    var assignments: [Assignment] = []
    var labels: [Label] = []
    var clearsEnvironment = false
    var onLoss = JobRecord.OnLoss.report
    var leftBehind = JobRecord.LeftBehind.end
    var isTraced = false
    var end = EndSettings()
    var resources = ResourceSettings()
    var notice = NoticeSettings()

    static let options: [OptionSyntax<JobSettings>] =
        ownOptions + EndSettings.options.map { $0.within(\.end) }
        + ResourceSettings.options.map { $0.within(\.resources) }
        + NoticeSettings.options.map { $0.within(\.notice) }

    private static let ownOptions: [OptionSyntax<JobSettings>] = [
        .option(
            "dir", value: "DIR", as: .path(.directory), help: "Run in DIR instead of the current directory."
        ) { $0.directory = $1 },
        .option(
            "stdin", value: "FILE", as: .path(.file), help: "Read standard input from FILE instead of /dev/null."
        ) { $0.input = $1 },
        .option(
            "output", value: "FILE", as: .path(.file),
            help: "Append standard output, that of all tasks, to FILE instead of a file in the job."
        ) { $0.output = $1 },
        .option(
            "error", value: "FILE", as: .path(.file),
            help: "Append standard error, that of all tasks, to FILE instead of a file in the job."
        ) { $0.error = $1 },
        .repeated(
            "env", value: "NAME=VALUE", as: .assignment, help: "Set a variable. May be repeated."
        ) { $0.assignments.append($1) },
        .flag(
            "env-clear", help: "Keep no variable of the current environment."
        ) { $0.clearsEnvironment = true },
        .repeated(
            "label", value: "KEY=VALUE", as: .label,
            help: "Attach a label, to find the job by. May be repeated; of one key the last value counts."
        ) { $0.labels.append($1) },
        .option(
            "on-loss", value: "WHAT", as: .word,
            help: "If the machine or the job's shepherd dies: report the job as lost, or queue it again, for "
                + "\(JobRecord.maximumAttempts) attempts at most."
        ) { $0.onLoss = $1 },
        .option(
            "left-behind", value: "WHAT", as: .word,
            help: "End the processes that the command leaves running when it ends, or leave them alone."
        ) { $0.leftBehind = $1 },
        .flag(
            "trace", help: "Keep an account of what is decided and done for it: 'spool show --trace' shows it."
        ) { $0.isTraced = true },
    ]

    /// What to submit for each of the commands.
    func submission(of commands: [[[UInt8]]], name: [UInt8]? = nil) throws -> Submission {
        var template = JobRecord(
            submittedMilliseconds: WallClock.milliseconds, directory: try directoryOfJob(),
            umask: OwnProcess.fileModeMask, environmentSize: 0, name: name, arguments: [])
        for label in labels {
            template.labels.removeAll { $0.key == label.key }
            template.labels.append(label)
        }
        if let input { template.input = try absolute(input) }
        if let output { template.output = try absolute(output) }
        if let error { template.error = try absolute(error) }
        template.onLoss = onLoss
        template.leftBehind = leftBehind
        template.isTraced = isTraced
        end.apply(to: &template)
        resources.apply(to: &template)
        notice.apply(to: &template)
        let records = commands.map { arguments in
            var record = template
            record.arguments = arguments
            return record
        }
        return Submission(records: records, environment: environment)
    }

    /// Refuses what does not go together.
    func check() throws(UsageProblem) {
        try end.check()
        if resources.mostOutput == nil { return }
        if output != nil, error != nil {
            throw .refused("'--max-output' is about files in the job, and '--output' and '--error' lead out of it.")
        }
        if leftBehind == .leave { throw .refused("'--max-output' does not go with '--left-behind leave'.") }
    }

    /// Whether a shell would find a program of this name.
    func canExecute(_ command: [UInt8]) -> Bool {
        guard let base = try? base() else { return false }
        return executableCandidates(for: command, environment: environment, directory: base).contains {
            (try? FileDescriptor.workingDirectory.locate(base / $0)) != nil
        }
    }

    /// The submitter's variables, changed as asked for, without what a job must not hand on.
    private var environment: [[UInt8]] {
        let base = clearsEnvironment ? [] : JobVariables.removed(from: OwnProcess.environment)
        return assignments.reduce(base) { variables, assignment in
            let prefix = assignment.name + [UInt8(ascii: "=")]
            return variables.filter { !$0.starts(with: prefix) } + [prefix + assignment.value]
        }
    }

    /// Where it is to run: the directory that was named, or the current one.
    private func base() throws(SystemError) -> FilePath {
        if let directory { return try OwnProcess.absolute(directory) }
        return try OwnProcess.workingDirectory()
    }

    /// The same; one that was named must be there.
    private func directoryOfJob() throws(Failure) -> FilePath {
        try refusing { () throws(SystemError) in
            let base = try base()
            if directory != nil { _ = try FileDescriptor.workingDirectory.locate(base, isDirectory: true) }
            return base
        }
    }

    private func absolute(_ path: FilePath) throws(Failure) -> FilePath {
        try refusing { () throws(SystemError) in try OwnProcess.absolute(path) }
    }

    private func refusing<Result>(
        _ body: () throws(SystemError) -> Result
    ) throws(Failure) -> Result {
        do throws(SystemError) { return try body() } catch { throw Failure("\(error). Nothing was queued.") }
    }
}
