import SpoolModel
import SystemCalls
import Testing

@testable import Tool

@Suite struct DoctorTests {
    private typealias Level = Diagnosis.Level

    // MARK: Supervisor and cron

    private let line = Array("* * * * * /opt/spool --spool /s supervise # spool: /s".utf8)

    private func supervision(
        _ ping: PingResult, queued: Int = 0, _ crontab: SupervisionFacts.Crontab = .read(line: nil), cron: Bool = true,
        missing: [FilePath] = []
    ) -> [Diagnosis] {
        SupervisionFacts(ping: ping, queued: queued, crontab: crontab, isCronRunning: cron, missingPrograms: missing)
            .diagnoses
    }

    private func answer(_ change: (inout SupervisorRecord) -> Void = { _ in }) -> PingResult {
        var record = SupervisorRecord(pid: 5, boot: "b", host: "h", slots: 2, startedMilliseconds: 0)
        change(&record)
        return .answered(record, microseconds: 0, idleMilliseconds: 0)
    }

    @Test func `a supervisor that answers is well, one that reports a problem or is silent is not`() {
        #expect(supervision(answer())[0].level == .ok)
        let problem = supervision(answer { $0.problem = "no process" })[0]
        #expect(problem.level == .problem && problem.sentence.contains("no process"))
        #expect(supervision(.silent(nil))[0].level == .problem)
        #expect(supervision(answer { $0.range = JobID(1)...JobID(2) })[0].level == .ok)
        #expect(supervision(answer { $0.range = JobID(1)...JobID(2) }, queued: 1)[0].level == .warning)
    }

    @Test func `no supervisor is a problem where jobs wait and cron does not start one`() {
        #expect(supervision(.absent)[0].level == .warning)
        #expect(supervision(.absent, queued: 1)[0].level == .problem)
        #expect(supervision(.absent, queued: 1, .read(line: line))[0].level == .ok)
        #expect(supervision(.absent, queued: 1, .read(line: line), cron: false)[0].level == .problem)
        #expect(supervision(.absent, queued: 1, .read(line: line), missing: ["/opt/spool"])[0].level == .problem)
    }

    @Test func `a line in the crontab is a problem where it does nothing, its absence is worth a warning`() {
        #expect(supervision(answer(), .read(line: line))[1].level == .ok)
        #expect(supervision(answer(), .read(line: line), cron: false)[1].level == .problem)
        let missing = supervision(answer(), .read(line: line), missing: ["/opt/spool"])[1]
        #expect(missing.level == .problem && missing.sentence.contains("/opt/spool"))
        for crontab in [SupervisionFacts.Crontab.noProgram, .refused("no"), .read(line: nil)] {
            #expect(supervision(answer(), crontab)[1].level == .warning)
        }
    }

    @Test(arguments: ["/opt/spool", "/home/a b/it's 100%/spool"] as [FilePath])
    func `the program in a crontab's line is found again`(tool: FilePath) throws {
        let spool: FilePath = "/data/50% mine"
        let entry = try CronEntry(spool: spool, tool: tool, slots: 3)
        #expect(CronEntry.tool(in: entry.line, of: spool) == tool)
        let atBoot = Array("@reboot ".utf8) + entry.line.dropFirst("* * * * * ".utf8.count)
        #expect(CronEntry.tool(in: atBoot, of: spool) == tool)
        #expect(CronEntry.tool(in: entry.line, of: "/other") == nil)
    }

    // MARK: The machine

    private func machine(_ change: (inout MachineFacts) -> Void) -> [String: Level] {
        var facts = MachineFacts(
            logout: .noLogind, isClockSynchronised: true, now: 10_000, newestFile: 9000, slots: 4,
            limits: ProcessLimits(of: 0), isSuperuser: false, ownTasks: 10, allTasks: 100, highestPid: 32_768)
        change(&facts)
        return Dictionary(facts.diagnoses.map { ($0.area, $0.level) }, uniquingKeysWith: { first, _ in first })
    }

    @Test func `a machine in order has nothing but good findings`() {
        #expect(machine { _ in } == ["logout": .ok, "clock": .ok, "limits": .ok])
    }

    @Test func `processes that end at logout are worth a warning, unless the user lingers`() {
        #expect(machine { $0.logout = .logind(endsProcesses: true, isLingering: false) }["logout"] == .warning)
        #expect(machine { $0.logout = .logind(endsProcesses: true, isLingering: true) }["logout"] == .ok)
        #expect(machine { $0.logout = .logind(endsProcesses: false, isLingering: false) }["logout"] == .ok)
        #expect(machine { $0.logout = .unknown }["logout"] == .warning)
    }

    @Test func `a clock that is behind, or that nothing keeps right, is worth a warning`() {
        #expect(machine { $0.newestFile = 12_001 }["clock"] == .warning)
        #expect(machine { $0.newestFile = 12_000 }["clock"] == .ok)
        #expect(machine { $0.isClockSynchronised = false }["clock"] == .warning)
        #expect(machine { $0.isClockSynchronised = nil }["clock"] == .ok)
    }

    @Test func `pids are to suffice for the slots`() {
        #expect(machine { $0.highestPid = 111 }["limits"] == .warning)
        #expect(machine { $0.highestPid = 112 }["limits"] == .ok)
    }

    // MARK: The spool

    private func storage(_ change: (inout StorageFacts) -> Void) -> [String: Level] {
        var facts = StorageFacts(fileSystem: fileSystem(), programProblem: nil)
        change(&facts)
        return Dictionary(facts.diagnoses.map { ($0.area, $0.level) }, uniquingKeysWith: { first, _ in first })
    }

    private func fileSystem(
        _ magic: UInt32 = 0xef53, bytes: Int64 = 1 << 40, files: Int64? = nil, isReadOnly: Bool = false
    ) -> FileSystemStatus {
        FileSystemStatus(magic: magic, freeBytes: bytes, freeFiles: files, isReadOnly: isReadOnly)
    }

    @Test func `a spool in order has nothing but good findings`() {
        #expect(storage { _ in } == ["file system": .ok, "disk": .ok, "programs": .ok, "jobs": .ok])
    }

    @Test func `a network is a problem, memory and the unknown are worth a warning`() {
        #expect(storage { $0.fileSystem = fileSystem(0x6969) }["file system"] == .problem)
        for magic in [0x0102_1994, 0x794c_7630, 0x6573_5546, 0x1234] as [UInt32] {
            #expect(storage { $0.fileSystem = fileSystem(magic) }["file system"] == .warning)
        }
    }

    @Test func `a full disk is a problem, be it of bytes or of files`() {
        #expect(storage { $0.fileSystem = fileSystem(bytes: 1 << 20) }["disk"] == .problem)
        #expect(storage { $0.fileSystem = fileSystem(bytes: 1 << 28) }["disk"] == .warning)
        #expect(storage { $0.fileSystem = fileSystem(files: 999) }["disk"] == .problem)
        #expect(storage { $0.fileSystem = fileSystem(files: 50_000) }["disk"] == .warning)
    }

    @Test func `a disk that can only be read is a problem`() {
        #expect(storage { $0.fileSystem = fileSystem(isReadOnly: true) }["disk"] == .problem)
    }

    @Test func `a missing program and damaged jobs are problems, an abandoned job is worth a warning`() {
        #expect(storage { $0.programProblem = "there is none." }["programs"] == .problem)
        #expect(storage { $0.damagedJobs = [JobID(7)] }["jobs"] == .problem)
        #expect(storage { $0.abandonedJobs = [JobID(7)] }["jobs"] == .warning)
    }
}
