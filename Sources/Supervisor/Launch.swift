import Foundation
import SpoolModel
import SystemCalls

/// Starts shepherds: the one use of `Process`.
///
/// What `Process` does on Linux, and what follows from it, is told in docs/architecture.md: one `run()` at a time, on one thread, and
/// its own idea of when a child has ended is never asked.
struct Launcher {
    private let executable: URL
    private let spool: Spool
    private let spoolHandle: FileHandle
    /// Nil before the first start.
    private var launchGuard: LaunchGuard?
    private var started = StartedProcesses()

    init(shepherd: FilePath, spool: Spool) {
        executable = URL(fileURLWithPath: String(decoding: shepherd.bytes, as: UTF8.self))
        self.spool = spool
        spoolHandle = FileHandle(fileDescriptor: spool.root.number, closeOnDealloc: false)
    }

    /// Starts the shepherd of a claimed job; nil where it has ended already.
    ///
    /// - Parameter isAbandoned: whether another shepherd left the job behind.
    mutating func launch(
        _ job: borrowing JobDirectory, _ record: JobRecord, isAbandoned: Bool
    ) throws(Refusal) -> Shepherd? {
        let attemptsBefore = isAbandoned ? nil : attempts(of: job, record)
        let pid = try start(
            [isAbandoned ? "recover" : "start", job.id.description],
            input: FileHandle(fileDescriptor: job.descriptor.number, closeOnDealloc: false))
        guard let handle = ProcessHandle(watching: pid) else { return nil }
        return Shepherd(handle: handle, attemptsBefore: attemptsBefore)
    }

    /// How many attempts a job has had that is to be started now; nil for one with which something else is to be done, such as one that a
    /// power cut has put back into the queue.
    private func attempts(of job: borrowing JobDirectory, _ record: JobRecord) -> Int? {
        guard let history = try? job.history() else { return nil }
        let result = history.lastStarted > 0 ? try? job.readResult(attempt: history.lastStarted) : nil
        let step = NextStep(history, isAbandoned: false, of: job.id, record, result: result)
        return if case .start = step { history.lastStarted } else { nil }
    }

    /// Starts whoever tells of jobs that have ended, where an earlier one left some untold.
    mutating func launchMessengerIfNeeded() {
        guard let untold = try? spool.untold(), !untold.isEmpty else { return }
        _ = try? start([Layout.tellWord], input: FileHandle.nullDevice)
    }

    private mutating func start(_ arguments: [String], input: FileHandle) throws(Refusal) -> pid_t {
        started.forgetEnded()
        try requireDescriptors()
        if launchGuard == nil { try requireThread() }
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = Self.environment
        process.standardInput = input
        process.standardOutput = spoolHandle
        process.standardError = FileHandle.nullDevice
        let launchGuard = launchGuard ?? LaunchGuard()
        self.launchGuard = launchGuard
        do {
            try launchGuard.watch { try process.run() }
        } catch {
            throw Self.code(error).map { Refusal(code: $0, executable: executable.path) }
                ?? Refusal(reason: "cannot start a process for a job: " + printable(error.localizedDescription))
        }
        started.add(process)
        return process.processIdentifier
    }

    /// `Process` loses the means to notice the end of any child once it has run out of descriptors, so there must be enough before.
    private func requireDescriptors() throws(Refusal) {
        var probes: [Int32] = []
        defer { for probe in probes { close(probe) } }
        for _ in 0..<Self.descriptorsPerLaunch {
            let probe = fcntl(spool.root.number, F_DUPFD_CLOEXEC, 3)
            if probe < 0 { throw Refusal(code: errno) }
            probes.append(probe)
        }
        // `Process` lists them, and traps where it cannot.
        do throws(SystemError) {
            _ = try FileDescriptor.workingDirectory.openDirectory("/proc/self/fd")
        } catch { throw Refusal(code: error.code) }
    }

    /// With the first child `Process` starts a thread of its own, and waits for it for ever where none is to be had.
    private func requireThread() throws(Refusal) {
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { _ in nil }, nil)
        if code != 0 { throw Refusal(code: code) }
        pthread_join(thread, nil)
    }

    /// Keeps the Swift runtime from looking for its own debugger in nine places at every start; no command inherits it.
    private static let environment = ["SWIFT_BACKTRACE": "enable=no,color=no,swift-backtrace=/"]

    /// A pair of sockets, the null device, a pidfd, and as many to spare.
    private static let descriptorsPerLaunch = 8

    private static func code(_ error: any Error) -> Int32? {
        let error = error as NSError
        let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
        return cause.domain == NSPOSIXErrorDomain ? Int32(cause.code) : nil
    }
}

/// A shepherd at work: its descriptor becomes readable when it ends.
final class Shepherd {
    let handle: ProcessHandle
    /// How many attempts its job had had when it was claimed; nil where it was not claimed to be started.
    let attemptsBefore: Int?

    init(handle: consuming ProcessHandle, attemptsBefore: Int?) {
        self.handle = handle
        self.attemptsBefore = attemptsBefore
    }
}
