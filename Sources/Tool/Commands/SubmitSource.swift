import CommandLineSyntax
import Glibc
import SpoolModel
import SystemCalls

/// What is to be queued, from what was typed.
extension SubmitCommand {
    /// Refuses what does not go together.
    func check() throws(UsageProblem) {
        let isArray = array != nil || each != nil
        let listed = listed
        let hasTasks = isArray || !listed.lists.isEmpty
        try settings.check()
        try order.check(isArray: hasTasks)
        if isNulSeparated && batch == nil && each == nil {
            throw .refused("'-0' goes with '--batch' or '--each'.")
        }
        if maximumRunning != nil, !hasTasks {
            throw .refused("'--max-running' goes with '--array', '--each' or ':::'.")
        }
        try listed.check()
        if batch == nil, script == nil, listed.command.isEmpty { throw .missingOperand("COMMAND") }
        if !listed.lists.isEmpty, isArray || batch != nil {
            throw .refused("':::' does not go with '--array', '--each' and '--batch'.")
        }
        if separator != nil, each == nil, batch == nil {
            throw .refused("'--colsep' goes with '--each' or '--batch'.")
        }
        if batch != nil, isShellLine, listed.command.isEmpty { throw .missingOperand("COMMAND") }
        if isShellLine, listed.command.count > 1 {
            throw .refused("'-c' takes one operand, the whole line in quotes.")
        }
        if isShellLine, each != nil || batch != nil || !listed.lists.isEmpty {
            try listed.checkPlaces(hasColumns: separator != nil)
        }
    }

    var listed: ListedCommand { ListedCommand(command) }

    /// The arguments of each job.
    func commands(_ script: Script?) throws -> [[[UInt8]]] {
        if let script { return [[script.origin.bytes] + listed.withPlace(isShellLine: false)] }
        if let batch { return try batchCommands(batch) }
        let command = listed.withPlace(isShellLine: isShellLine)
        let first = command[0]
        if isShellLine { return [JobRecord.shellArguments(first)] }
        if command.count == 1, first.contains(where: { $0 == 32 || (9...13).contains($0) }), !settings.canExecute(first)
        {
            let advice = "For a line of the shell type: spool submit -c \(printable(shellQuoted(first)))."
            throw UsageError(
                command: "submit", problem: .refused("No program is named '\(printable(first))'. \(advice)"))
        }
        return [command]
    }

    /// A command for each line: the line itself, or the command with the line in it.
    private func batchCommands(_ file: FilePath) throws -> [[[UInt8]]] {
        let input = try TaskInput(try TaskLines(file, isNulSeparated: isNulSeparated), separator: separator)
        let values = input.values.dropLast().split(separator: 0, omittingEmptySubsequences: false).map(Array.init)
        if command.isEmpty { return input.count == 0 ? [] : values.map(JobRecord.shellArguments) }
        let template = Template(
            isShellLine ? JobRecord.shellArguments(command[0]) : command, columns: input.columns)
        let columns = input.columns ?? 1
        return (0..<input.count).map { row in
            template.filled(
                with: Array(values[(row * columns)..<((row + 1) * columns)]), task: row + 1, quotes: isShellLine)
        }
    }
}
