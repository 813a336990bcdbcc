import Foundation
import Supervisor
import SystemCalls

/// Starts shepherds: the one use of `Process`.
///
/// What `Process` does on Linux, and what follows from it, is told in docs/architecture.md: one `run()` at a time, on one thread, and
/// its own idea of when a child has ended is never asked.
final class FoundationStarter: ProcessStarter {
    /// Nil before the first start.
    private var launchGuard: LaunchGuard?
    private var started = StartedProcesses()

    func start(_ program: FilePath, _ arguments: [String], input: Int32, output: Int32) throws(Refusal) -> pid_t {
        started.forgetEnded()
        try requireDescriptors(output)
        if launchGuard == nil { try requireThread() }
        let process = Process()
        let path = String(decoding: program.bytes, as: UTF8.self)
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = Self.environment
        process.standardInput = FileHandle(fileDescriptor: input, closeOnDealloc: false)
        process.standardOutput = FileHandle(fileDescriptor: output, closeOnDealloc: false)
        process.standardError = FileHandle.nullDevice
        let launchGuard = launchGuard ?? LaunchGuard()
        self.launchGuard = launchGuard
        do {
            try launchGuard.watch { try process.run() }
        } catch {
            throw Self.code(error).map { Refusal(code: $0, executable: path) }
                ?? Refusal(reason: "cannot start a process for a job: " + printable(error.localizedDescription))
        }
        started.add(process)
        return process.processIdentifier
    }

    /// `Process` loses the means to notice the end of any child once it has run out of descriptors, so there must be enough before.
    ///
    /// - Parameter some: any that is open.
    private func requireDescriptors(_ some: Int32) throws(Refusal) {
        var probes: [Int32] = []
        defer { for probe in probes { close(probe) } }
        for _ in 0..<Self.descriptorsPerLaunch {
            let probe = fcntl(some, F_DUPFD_CLOEXEC, 3)
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
