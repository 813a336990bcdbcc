import Glibc
import SpoolModel
import SystemCalls

/// The user's crontab, read and written by `crontab(1)`.
enum Crontab {
    /// An empty one where the user has none.
    static func read() throws -> CronTable {
        let run = try run(["-l"], input: [])
        if run.status == .exited(0) { return CronTable(run.output) }
        // The exit code is the same for a user who may not have one.
        let message = Array(String(decoding: run.error, as: UTF8.self).lowercased().utf8)
        let isAbsent = ["no crontab", "no such file"].contains { message.parts(separatedBy: Array($0.utf8)).count > 1 }
        if run.output.isEmpty, isAbsent {
            return CronTable([])
        }
        throw refusal(run)
    }

    static func write(_ table: CronTable) throws {
        let run = try run(["-"], input: table.content)
        if run.status != .exited(0) { throw refusal(run) }
    }

    private static func run(_ arguments: [String], input: [UInt8]) throws -> ProgramRun {
        let environment = OwnProcess.environment.filter { !$0.starts(with: Array("LC_ALL=".utf8)) }
        do throws(SystemError) {
            return try ProgramRun(
                (["crontab"] + arguments).map { Array($0.utf8) }, environment: environment + [Array("LC_ALL=C".utf8)],
                input: input)
        } catch {
            if error.code != ENOENT { throw Failure("cron: \(error). The crontab is as it was.") }
            throw Failure(
                "cron: there is no program 'crontab' in PATH. Install cron (the package is called cron or cronie), or have "
                    + "something else run 'spool supervise' once a minute.")
        }
    }

    private static func refusal(_ run: ProgramRun) -> Failure {
        let lines = run.error.split(separator: UInt8(ascii: "\n")).map { printable($0) }
        let message = lines.isEmpty ? Words.status(run.status) : lines.joined(separator: " ")
        return Failure("cron: crontab refuses: \(message). The crontab is as it was.")
    }
}
