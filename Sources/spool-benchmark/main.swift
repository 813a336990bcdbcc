// spool-benchmark: measures spool beside other programs that do similar work, in one run on one machine.
//
//     spool-benchmark [OPTION]...      measure, and print a document for docs/benchmarks
//     spool-benchmark stamp FILE       what a measured job runs: writes the times of its first and last instruction
import CommandLineSyntax
import Glibc
import SystemCalls

let firstInstruction = SteadyClock.microseconds

/// Exit codes: 0 done, 1 failed, 2 usage.
func run(_ arguments: [[UInt8]]) -> Int32 {
    do {
        switch try tool.parse(withCommand(arguments)) {
        case .help(let command):
            let text = command.map { tool.description.helpText(for: $0) } ?? tool.description.helpText()
            try StandardStream.output.write(Array(text.utf8))
        case .version:
            try StandardStream.output.write(Array("spool-benchmark \(tool.version)\n".utf8))
        case .run(.measure(let options), _):
            try measure(options)
        case .run(.stamp(let file), _):
            try Stamp.write(since: firstInstruction, file)
        }
        return 0
    } catch let error as UsageError {
        report(tool.description.message(for: error))
        return 2
    } catch {
        report("spool-benchmark: \(error)")
        return 1
    }
}

/// The command may be left out where the first argument is an option of `measure`.
private func withCommand(_ arguments: [[UInt8]]) -> [[UInt8]] {
    let ownOptions = ["-h", "--help", "-V", "--version"].map { Array($0.utf8) }
    guard let first = arguments.first else { return [Array("measure".utf8)] }
    return first.first == UInt8(ascii: "-") && !ownOptions.contains(first)
        ? [Array("measure".utf8)] + arguments : arguments
}

/// Writes a line on what is being done to standard error.
func report(_ line: String) {
    // There is nowhere else to say that this failed.
    try? StandardStream.error.write(Array((line + "\n").utf8))
}

exit(run(OwnProcess.arguments))
