import Glibc
import SpoolModel
import SystemCalls

/// Starts a program as a child of the supervisor.
///
/// There is one starter, which uses Foundation's `Process`. It is linked into the program that supervises alone: Foundation takes longer
/// to start than all else that a short command does.
public protocol ProcessStarter: AnyObject {
    /// - Parameters:
    ///   - input: a descriptor of this process that the child gets as its 0.
    ///   - output: the same for its 1; its 2 is the null device.
    func start(_ program: FilePath, _ arguments: [String], input: Int32, output: Int32) throws(Refusal) -> pid_t
}

/// Starts shepherds.
struct Launcher {
    private let starter: any ProcessStarter
    private let shepherd: FilePath
    private let spool: Spool

    init(_ starter: any ProcessStarter, shepherd: FilePath, spool: Spool) {
        self.starter = starter
        self.shepherd = shepherd
        self.spool = spool
    }

    /// Starts the shepherd of a claimed job; nil where it has ended already.
    ///
    /// - Parameter isAbandoned: whether another shepherd left the job behind.
    func launch(
        _ job: borrowing JobDirectory, _ record: JobRecord, isAbandoned: Bool
    ) throws(Refusal) -> Shepherd? {
        let attemptsBefore = isAbandoned ? nil : attempts(of: job, record)
        let pid = try starter.start(
            shepherd, [isAbandoned ? "recover" : "start", job.id.description], input: job.descriptor.number,
            output: spool.root.number)
        guard let handle = ProcessHandle(watching: pid) else { return nil }
        return Shepherd(handle: handle, attemptsBefore: attemptsBefore)
    }

    /// How many attempts a job has had that is to be started now; nil for one with which something else is to be done, such as one that a
    /// power cut has put back into the queue.
    private func attempts(of job: borrowing JobDirectory, _ record: JobRecord) -> Int? {
        guard let history = try? job.history() else { return nil }
        let step = NextStep(history, isAbandoned: false, of: job.id, record) {
            job.result(attempt: history.lastStarted)
        }
        return if case .start = step { history.lastStarted } else { nil }
    }

    /// Starts whoever tells of jobs that have ended, where an earlier one left some untold.
    func launchMessengerIfNeeded() {
        guard let untold = try? spool.untold(), !untold.isEmpty,
            let nothing = try? FileDescriptor.workingDirectory.openFollowing("/dev/null", O_RDONLY)
        else { return }
        _ = try? starter.start(shepherd, [Layout.tellWord], input: nothing.number, output: spool.root.number)
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
