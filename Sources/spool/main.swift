// spool: reads the command line, does what it says, and ends with its exit code.
import CommandLineSyntax
import Glibc
import SpoolModel
import SystemCalls

openMissingStandardStreams()
_ = OwnProcess.fileModeMask
exit(run(OwnProcess.arguments))

/// Exit codes: 0 done, 1 failed or 'no', 2 usage; `wait` and `run` pass on the job's.
func run(_ arguments: [[UInt8]]) -> Int32 {
    do {
        switch try tool.parse(arguments) {
        case .help(let command):
            let width = min(100, Terminal.width ?? 80)
            let text = command.map { tool.description.helpText(for: $0, width: width) }
            try StandardStream.output.write(Array((text ?? tool.description.helpText(width: width)).utf8))
        case .version:
            try StandardStream.output.write(Array("spool \(tool.version)\n".utf8))
        case .run(let action, let globals):
            return try action.run(globals)
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

/// Writes a line to standard error.
func complain(_ line: String) {
    // There is nowhere else to say that this failed.
    try? StandardStream.error.write(Array((line + "\n").utf8))
}
