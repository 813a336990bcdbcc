import Glibc
import SystemCalls

/// A directory in which one spool after the other is made and disturbed.
///
///     tools/spool, tools/spool-supervisor   copies of the tool
///     tools/spool-shepherd                  this program, which puts the first shepherd under strace when it is told to
///     tools/real/…                          the same programs, with the shepherd as it is
///     spool/                                the spool, unless a disk of its own holds it
///     notes                                 where jobs write that they begin and end
final class Bench {
    let base: FilePath
    let tool: String
    let strace: String
    var spool: FilePath
    var notes: FilePath { base / "notes" }
    var tools: FilePath { base / "tools" }
    /// What strace wrote of the victim.
    var log: FilePath { base / "trace" }
    private(set) var decoys: Decoys

    init(in directory: FilePath) throws {
        base = try FileDescriptor.makeTemporaryDirectory(directory / "spool-faults")
        spool = base / "spool"
        tool = "\(base)/tools/spool"
        let candidates = ["/usr/bin/strace", "/usr/local/bin/strace", "/bin/strace"]
        guard let strace = candidates.first(where: { access($0, X_OK) == 0 }) else {
            throw SweepError("strace is not installed.")
        }
        self.strace = strace
        decoys = Decoys()
        try closeOtherDescriptorsOnExec()
        try copyPrograms()
        let trial = try run([strace, "-qq", "-o", "\(log)", "true"])
        if !trial.isSuccess { throw SweepError("strace may not trace here: \(trial.error)") }
    }

    private func copyPrograms() throws {
        let here = FileDescriptor.workingDirectory
        let own = try OwnProcess.executable()
        try here.makeDirectory(tools)
        try here.makeDirectory(tools / "real")
        for program: FilePath in ["spool", "spool-supervisor"] {
            try copy(own.parent / program, to: tools / program)
            try here.link(tools / program, as: tools / "real" / program, in: here)
        }
        try copy(own, to: tools / "spool-shepherd")
        try copy(own.parent / "spool-shepherd", to: tools / "real/spool-shepherd")
    }

    private func copy(_ source: FilePath, to target: FilePath) throws {
        let here = FileDescriptor.workingDirectory
        let content = try here.openFollowing(source, O_RDONLY).readAll(limit: 1 << 30)
        try here.open(target, O_WRONLY | O_CREAT | O_EXCL, mode: 0o700).writeAll(content)
    }

    /// Makes room for the next spool, and sees to it that the processes are alive which nobody may end.
    func clear() throws {
        try deleteTree(spool)
        for file in [notes, log, base / "armed", base / "reader"] { try? FileDescriptor.workingDirectory.unlink(file) }
        try decoys.revive(in: self)
    }

    /// Kills every process that executes a program of this bench; how many there were.
    @discardableResult
    func endOwnProcesses() -> Int { signalOwnProcesses(SIGKILL) }

    /// Kills all that is alive of programs and jobs, and waits until it is gone.
    func endAllProcesses() throws {
        let end = SteadyClock.microseconds + 10_000_000
        var emptyLooks = 0
        // One whose parent started it and ended during a look can be missed by that look.
        while emptyLooks < 2 {
            emptyLooks = endOwnProcesses() + endJobProcesses() == 0 ? emptyLooks + 1 : 0
            if SteadyClock.microseconds > end { throw SweepError("a process that was killed does not end.") }
            rest(milliseconds: 2)
        }
    }

    /// Stops every process that executes a program of this bench, and those that they start meanwhile.
    func stopAll() {
        var known = 0
        while true {
            let count = signalOwnProcesses(SIGSTOP)
            if count == known { return }
            known = count
        }
    }

    private func signalOwnProcesses(_ signal: Int32) -> Int {
        let processes = ownProcesses()
        for process in processes { ProcessHandle(process)?.send(signal) }
        return processes.count
    }

    /// Those that execute a program of this bench.
    func ownProcesses() -> [ProcessIdentity] {
        allProcesses().map(\.identity).filter { process in
            let program = try? FilePath("/proc/\(process.pid)/exe").linkTarget()
            return process.pid != getpid() && program?.bytes.starts(with: tools.bytes) == true
        }
    }

    /// Kills the living processes of jobs; how many there were.
    @discardableResult
    func endJobProcesses() -> Int {
        let processes = jobProcesses()
        for process in processes { ProcessHandle(process)?.send(SIGKILL) }
        return processes.count
    }

    /// The living processes that were started by a job of the spool.
    func jobProcesses() -> [ProcessIdentity] {
        let mark = Array("SPOOL_DIR=\(spool)".utf8)
        return allProcesses().filter { process in
            !process.isZombie && environmentOfProcess(process.identity.pid)?.contains(mark) == true
        }.map(\.identity)
    }

    /// Ends everything that was started, and deletes everything that was made.
    func takeAway() {
        try? endAllProcesses()
        decoys.end()
        try? deleteTree(base)
    }

    /// Deletes a directory and all below it; it is ours.
    func deleteTree(_ path: FilePath) throws {
        guard let directory = try? FileDescriptor.workingDirectory.openDirectory(path) else { return }
        for name in try directory.entries() {
            if try directory.statusIfPresent(of: name)?.kind == .directory {
                try deleteTree(path / name)
            } else {
                try directory.unlink(name)
            }
        }
        try FileDescriptor.workingDirectory.removeDirectory(path)
    }
}
