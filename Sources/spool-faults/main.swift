// spool-faults: ends or disturbs the programs of a spool at each of their system calls, and looks whether anything was lost.
import CommandLineSyntax
import Glibc
import SystemCalls

if CommandLine.arguments.first?.hasSuffix("spool-shepherd") == true {
    exit(becomeTracedShepherd())
}
let arguments = OwnProcess.arguments
if arguments.first == Array(Reader.word.utf8) { exit(Reader.run(Array(arguments.dropFirst()))) }
exit(run(arguments))

/// Exit codes: 0 nothing was violated, 1 something was, or the sweep could not be made, 2 usage.
func run(_ arguments: [[UInt8]]) -> Int32 {
    do {
        switch try faultsTool.parse(arguments) {
        case .help(let command):
            let text = command.map { faultsTool.description.helpText(for: $0, width: 100) }
            try StandardStream.output.write(Array((text ?? faultsTool.description.helpText(width: 100)).utf8))
            return 0
        case .version:
            return 0
        case .run(.sweep(let options), _):
            return try onBench(in: options.directory) { bench in
                var sweep = Sweep(bench: bench, options: options)
                try sweep.run(allScenarios().filter(options.includes))
                try StandardStream.output.write(Array(sweep.summary.text.utf8))
                return sweep.summary.violations
            }
        case .run(.powerCut(let options), _):
            return try onBench(in: options.directory) { bench in
                var cuts = PowerCuts(bench: bench, options: options)
                try cuts.run()
                return cuts.violations
            }
        case .run(.replay(let options), _):
            return try onBench(in: options.directory) { bench in
                var replays = Replays(bench: bench, options: options)
                try replays.run()
                return replays.violations
            }
        case .run(.syncs(let options), _):
            return try onBench(in: options.directory) { bench in
                var replays = Replays(bench: bench, options: options)
                try replays.leaveOutSyncs()
                return replays.violations
            }
        case .run(.files(let options), _):
            return try onBench(in: options.directory) { bench in
                var spools = try DamagedSpools(bench, options)
                try spools.run()
                return spools.violations
            }
        case .run(.long(let run, let options), _):
            return try onBench(in: options.directory) { bench in
                let violations = try run.violations(bench, options)
                for violation in violations { try StandardStream.output.write(Array("VIOLATION: \(violation)\n".utf8)) }
                try StandardStream.output.write(Array("\(violations.count) violations\n".utf8))
                return violations.count
            }
        }
    } catch let error as UsageError {
        try? StandardStream.error.write(Array((faultsTool.description.message(for: error) + "\n").utf8))
        return 2
    } catch {
        try? StandardStream.error.write(Array("spool-faults: \(error)\n".utf8))
        return 1
    }
}

/// Tries something on a bench of its own.
///
/// - Parameter body: says how many violations there were.
func onBench(in directory: FilePath, _ body: (Bench) throws -> Int) throws -> Int32 {
    let bench = try Bench(in: directory)
    defer { bench.takeAway() }
    return try body(bench) == 0 ? 0 : 1
}
