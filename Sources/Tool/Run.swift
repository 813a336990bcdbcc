import CommandLineSyntax
import SpoolModel
import Supervisor
import SystemCalls

/// Does what the command line of this process says.
///
/// - Parameter starter: how jobs are started; nil where commands that start some are left to `spool-supervisor`.
/// - Returns: the exit code: 0 done, 1 failed or 'no', 2 usage; `wait` and `run` pass on the job's.
public func run(starter: (any ProcessStarter)?) -> Int32 {
    openMissingStandardStreams()
    _ = OwnProcess.fileModeMask
    do {
        switch try tool.parse(OwnProcess.arguments) {
        case .help(let command):
            let width = min(100, Terminal.width ?? 80)
            let text = command.map { tool.description.helpText(for: $0, width: width) }
            try StandardStream.output.write(Array((text ?? tool.description.helpText(width: width)).utf8))
        case .version:
            try StandardStream.output.write(Array("spool \(tool.version)\n".utf8))
        case .run(.plain(let command), let globals):
            return try command(globals)
        case .run(.supervising(let command), let globals):
            if let starter { return try command(globals, starter) }
            try becomeSupervisor()
        }
        return 0
    } catch let error as UsageError {
        complain(tool.description.message(for: error))
        return 2
    } catch {
        complain("spool: \(error)")
        return 1
    }
}

/// Goes on as `spool-supervisor`, with the same command line.
private func becomeSupervisor() throws -> Never {
    let program = try supervisorPath()
    OwnProcess.restoreFileModeMask()
    throw becomeProgram(program, [OwnProcess.name] + OwnProcess.arguments)
}

/// Writes a line to standard error.
func complain(_ line: String) {
    // There is nowhere else to say that this failed.
    try? StandardStream.error.write(Array((line + "\n").utf8))
}
