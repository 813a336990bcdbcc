import SpoolModel
import SystemCalls

/// What was found of the supervisor, and of cron, which is to start one.
struct SupervisionFacts: Sendable {
    enum Crontab: Sendable {
        /// There is no program to read it with.
        case noProgram
        /// It was not read; a message for people.
        case refused(String)
        case read(line: [UInt8]?)
    }

    var ping: PingResult
    var queued: Int
    var crontab: Crontab
    var isCronRunning: Bool
    /// Of the programs that the line needs, those that cannot be executed.
    var missingPrograms: [FilePath] = []

    var diagnoses: [Diagnosis] { [supervisor, cron] }

    /// Whether cron is going to start a supervisor.
    private var cronWorks: Bool {
        if case .read(.some) = crontab { isCronRunning && missingPrograms.isEmpty } else { false }
    }

    private var supervisor: Diagnosis {
        let area = "supervisor"
        switch ping {
        case .answered(nil, _, _):
            return .ok(area, "A supervisor is starting.")
        case .answered(let record?, _, _):
            if let problem = record.problem {
                return .problem(
                    area, "The supervisor (pid \(record.pid)) reports: \(printable(problem)).",
                    "Remove the cause; it tries again by itself.")
            }
            if record.range != nil, queued > 0 {
                return .warning(
                    area, "'spool run' (pid \(record.pid)) starts its own jobs, and no others until it has ended.",
                    "Wait for its end; 'spool cron install' keeps a supervisor that starts the others then.")
            }
            return .ok(
                area, "A supervisor is alive (pid \(record.pid), \(Words.count(record.slots, "slot"))) and answers.")
        case .silent(let record):
            let name = record.map { " (pid \($0.pid))" } ?? ""
            return .problem(
                area, "The supervisor\(name) does not answer.",
                "If it was stopped, 'kill -CONT' continues it; else 'kill -KILL' ends it, and its jobs go on.")
        case .absent where cronWorks:
            return .ok(area, "No supervisor is alive; cron starts one within a minute.")
        case .absent where queued > 0:
            return .problem(
                area, "No supervisor is alive, and \(Words.count(queued, "job")) \(queued == 1 ? "is" : "are") queued.",
                "Run 'spool supervise', or once for all 'spool cron install'.")
        case .absent:
            return .warning(
                area, "No supervisor is alive, so nothing that is submitted starts.",
                "Run 'spool supervise', or once for all 'spool cron install'.")
        }
    }

    private var cron: Diagnosis {
        let area = "cron"
        switch crontab {
        case .noProgram:
            return .warning(
                area, "There is no program 'crontab' in PATH, so cron cannot keep a supervisor alive.",
                "Install cron (the package is called cron or cronie), or have something else run 'spool supervise'.")
        case .refused(let message):
            return .warning(
                area, "The crontab was not read: \(message)", "Ask whether you may use cron: see crontab(1).")
        case .read(line: nil):
            return .warning(
                area, "The crontab has no line for this spool, so nothing starts a supervisor after a restart.",
                "Run 'spool cron install'.")
        case .read(.some) where !missingPrograms.isEmpty:
            let programs = Words.enumeration(missingPrograms)
            return .problem(
                area, "The crontab's line for this spool needs \(programs), which cannot be executed.",
                "Run 'spool cron install' with the programs in the place where they are to stay.")
        case .read(.some) where !isCronRunning:
            return .problem(
                area, "The crontab has a line for this spool, but no cron daemon is running, as far as /proc shows.",
                "Start it, as with 'systemctl enable --now cron' (on some systems crond).")
        case .read(.some):
            return .ok(area, "cron starts a supervisor where there is none.")
        }
    }
}
