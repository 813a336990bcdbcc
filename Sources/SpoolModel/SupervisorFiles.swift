import Glibc
import SystemCalls

/// Whether somebody supervises the spool, and who.
public enum SupervisorState: Sendable {
    case absent
    /// - Parameters:
    ///   - record: nil in the moment before it is written.
    ///   - lookedMilliseconds: when it last looked around, milliseconds since 1970-01-01 UTC.
    case alive(SupervisorRecord?, lookedMilliseconds: Int64)
}

extension Spool {
    /// Asks for the lock without taking it, so that asking never keeps a supervisor from starting.
    public func supervisorState() throws(SpoolError) -> SupervisorState {
        try wrapping(consequence: "Whether a supervisor is alive is not known.") { () throws(SystemError) in
            let lock = try root.open(Layout.supervisorLock, O_RDONLY | O_NONBLOCK)
            guard try lock.isRecordLockedByOther() else { return .absent }
            let content = try root.contentIfPresent(of: Layout.supervisor)
            return .alive(
                content.flatMap { try? SupervisorRecord($0) },
                lookedMilliseconds: try lock.status().modifiedMilliseconds)
        }
    }

    /// Becomes the supervisor for as long as the descriptor is open; nil where there is one.
    public func becomeSupervisor() throws(SpoolError) -> FileDescriptor? {
        try wrapping(consequence: "No supervisor was started.") { () throws(SystemError) -> FileDescriptor? in
            let lock = try root.open(Layout.supervisorLock, O_RDWR | O_CREAT)
            if try lock.tryRecordLock() { return lock }
            return nil
        }
    }

    /// Says who supervises.
    public func publish(_ record: SupervisorRecord) throws(SpoolError) {
        try wrapping(consequence: "No supervisor was started.") { () throws(SystemError) in
            try root.replace(Layout.supervisor, content: record.serialized, durably: false)
        }
    }

    /// Says that the supervisor has just looked around.
    public func markLooked() { try? root.touch(Layout.supervisorLock) }

    /// Descriptors to watch for news: a wake-up for the supervisor, and a sign of life from it.
    public func openWake() throws(SpoolError) -> FileDescriptor { try openSignal(Layout.wake) }
    public func openSignOfLife() throws(SpoolError) -> FileDescriptor { try openSignal(Layout.supervisorLock) }

    private func openSignal(_ name: FilePath) throws(SpoolError) -> FileDescriptor {
        try wrapping(consequence: "Nothing was changed.") { () throws(SystemError) in
            try root.open(name, O_RDONLY | O_CREAT | O_NONBLOCK)
        }
    }
}
