import Glibc
import SpoolModel
import SystemCalls

/// Looks at everything that `spool doctor` judges, and changes nothing.
struct Examination {
    let spool: Spool

    func diagnoses() throws -> [Diagnosis] {
        try supervision().diagnoses + storage().diagnoses + machine().diagnoses
    }

    // MARK: Supervisor and cron

    private func supervision() throws -> SupervisionFacts {
        let crontab = crontab()
        var facts = SupervisionFacts(
            ping: try spool.ping(timeoutMilliseconds: 2000),
            queued: try spool.count(of: .queued) + spool.count(of: .waiting), crontab: crontab,
            isCronRunning: isCronRunning)
        if case .read(let line?) = crontab, let tool = CronEntry.tool(in: line, of: spool.path) {
            let others = neededPrograms.map { (try? programPath($0, in: tool.parent)) ?? tool.parent / $0 }
            facts.missingPrograms = ([tool] + others).filter { !$0.isExecutable }
        }
        return facts
    }

    private func crontab() -> SupervisionFacts.Crontab {
        if !isInPath("crontab") { return .noProgram }
        do { return .read(line: try Crontab.read().line(of: spool.path)) } catch { return .refused("\(error)") }
    }

    private func isInPath(_ program: String) -> Bool {
        executableCandidates(for: Array(program.utf8), environment: OwnProcess.environment, directory: "/")
            .contains(where: \.isExecutable)
    }

    private static let cronNames: Set<String> = ["cron", "crond", "fcron", "bcron-sched"]

    private var isCronRunning: Bool {
        allProcesses().contains { process in
            Self.text("/proc/\(process.identity.pid)/comm").map { Self.cronNames.contains($0) } ?? false
        }
    }

    // MARK: The spool

    private func storage() throws -> StorageFacts {
        var facts = StorageFacts(
            fileSystem: try spool.root.fileSystem(), programProblem: programProblem,
            configurationProblem: configurationProblem)
        var jobs = try spool.summaries(of: try spool.jobs(in: .running), in: .running)
        jobs += try spool.summaries(of: try spool.frontOfQueue { _ in true }, in: .queued)
        facts.damagedJobs = jobs.filter { $0.problem != nil }.map(\.id)
        facts.abandonedJobs = jobs.filter { job in
            job.state == .running && job.problem == nil && job.pid?.shepherd.exists == false
                && (try? spool.state(of: job.id)) == .running
        }.map(\.id)
        return facts
    }

    private var configurationProblem: String? {
        do throws(SpoolError) { _ = try spool.configuration() } catch { return error.description }
        return nil
    }

    private var programProblem: String? {
        do {
            if let other = try neededPrograms.map({ try programPath($0) }).first(where: { !$0.isExecutable }) {
                return "\(other) cannot be executed."
            }
            let path = try shepherdPath()
            // Without words it says that it is started by a supervisor, and ends with 2.
            let answer = try ProgramRun([path.bytes], environment: [])
            return answer.status == .exited(2) ? nil : "\(path) is no spool-shepherd that works on this machine."
        } catch {
            return "\(error)"
        }
    }

    // MARK: The machine

    private func machine() throws -> MachineFacts {
        var slots = (try? spool.configuration())?.slots ?? processorCount()
        var supervisor: pid_t?
        if case .alive(let record?, _) = try spool.supervisorState() {
            slots = record.slots
            supervisor = record.pid
        }
        let tasks = Self.tasks()
        return MachineFacts(
            logout: logout, isClockSynchronised: WallClock.isSynchronised, now: WallClock.milliseconds,
            newestFile: newestFile, slots: slots, limits: ProcessLimits(of: supervisor ?? getpid()),
            isSuperuser: geteuid() == 0, ownTasks: tasks.own, allTasks: tasks.all,
            highestPid: Self.text("/proc/sys/kernel/pid_max").flatMap { Int($0) })
    }

    /// Source of the folders and of the property: `systemd-logind.service(8)`, `sd_booted(3)`, `org.freedesktop.login1(5)`.
    private var logout: MachineFacts.Logout {
        let here = FileDescriptor.workingDirectory
        if (try? here.status(of: "/run/systemd/system")) == nil { return .noLogind }
        let query = [
            "busctl", "get-property", "org.freedesktop.login1", "/org/freedesktop/login1",
            "org.freedesktop.login1.Manager", "KillUserProcesses",
        ].map { Array($0.utf8) }
        guard let answer = try? ProgramRun(query, environment: OwnProcess.environment), answer.status == .exited(0),
            let word = String(decoding: answer.output, as: UTF8.self).split(whereSeparator: \.isWhitespace).last
        else { return .unknown }
        let user = OwnProcess.variable("USER") ?? OwnProcess.variable("LOGNAME")
        let lingers = user.map { (try? here.status(of: "/var/lib/systemd/linger" / $0.lastComponent)) != nil }
        return .logind(endsProcesses: word == "true", isLingering: lingers ?? false)
    }

    private var newestFile: Int64 {
        [Layout.wake, Layout.supervisorLock, Layout.ids, Layout.running, Layout.queued, Layout.temporary]
            .compactMap { (try? spool.root.status(of: $0))?.modifiedMilliseconds }.max() ?? 0
    }

    /// How many threads there are of this user, and of all. Source: `proc(5)`, `/proc/PID/task`.
    private static func tasks() -> (own: Int, all: Int) {
        let here = FileDescriptor.workingDirectory
        return allProcesses().reduce(into: (own: 0, all: 0)) { counts, process in
            guard let folder = try? here.status(of: "/proc/\(process.identity.pid)/task"),
                let threads = folder.directoryCount
            else { return }
            counts.all += threads
            if folder.owner == geteuid() { counts.own += threads }
        }
    }

    /// A file of the kernel, without its last newline.
    private static func text(_ path: FilePath) -> String? {
        guard let content = try? FileDescriptor.workingDirectory.open(path, O_RDONLY).readAll() else { return nil }
        return String(decoding: content.last == UInt8(ascii: "\n") ? content.dropLast() : content[...], as: UTF8.self)
    }
}
