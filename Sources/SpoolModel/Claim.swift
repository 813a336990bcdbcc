import Glibc
import SystemCalls

/// A job that was taken, and what it is.
public struct ClaimedJob: ~Copyable {
    public let job: JobDirectory
    public let record: JobRecord
}

/// What became of a try to take one.
public enum ClaimResult: ~Copyable {
    case claimed(ClaimedJob)
    /// Somebody else is at work on it.
    case locked
    /// It lies there no more, or is no job.
    case gone
}

/// The second step of a job: from `queued` or `waiting` to `running`, by the supervisor.
extension Spool {
    /// Takes a job that is to be started.
    ///
    /// The directory comes back locked; the lock goes on to the shepherd with the descriptor. A job whose record is refused stays
    /// where it is, and the error says why.
    ///
    /// - Parameter state: where it lies.
    public func claim(_ id: JobID, from state: JobState = .queued) throws(SpoolError) -> ClaimResult {
        guard let descriptor = try open(id, in: state) else { return .gone }
        let job = JobDirectory(id: id, state: .running, descriptor: descriptor)
        let isOurs = try wrapping(consequence: "The job stays queued.") { () throws(SystemError) in
            try job.descriptor.tryLock()
        }
        if !isOurs { return .locked }
        let record = try job.record()
        let isMoved = try wrapping(consequence: "The job stays queued.") { () throws(SystemError) -> Bool in
            do throws(SystemError) {
                try root.rename(state.path(of: id), to: JobState.running.path(of: id))
                return true
            } catch {
                if error.isAbsence { return false }
                throw error
            }
        }
        return isMoved ? .claimed(ClaimedJob(job: job, record: record)) : .gone
    }

    /// Puts a claimed job back whose shepherd could not be started; its lock must still be held.
    ///
    /// It takes no descriptor, since there may be none, and it is not made durable: a job without an attempt in `running` is started
    /// by the next supervisor all the same.
    ///
    /// - Parameter state: where it was.
    public func unclaim(_ id: JobID, to state: JobState = .queued) throws(SpoolError) {
        try wrapping(consequence: "The job stays in 'running' until a supervisor starts it.") {
            () throws(SystemError) in
            let shard = state.path(ofShard: id.shard)
            // As before every move into a shard that holds no job; this sync takes no descriptor either.
            try root.makeDirectoryIfAbsent(shard)
            if try root.status(of: shard).mayBeNewShard { try root.syncFileSystem() }
            try root.rename(JobState.running.path(of: id), to: state.path(of: id))
        }
    }

    /// Opens and locks a running job that nobody looks after; nil where its shepherd lives, or it is gone.
    public func takeAbandoned(_ id: JobID) throws(SpoolError) -> JobDirectory? {
        try wrapping(consequence: "The job stays as it is.") { () throws(SystemError) -> JobDirectory? in
            do throws(SystemError) {
                let descriptor = try root.openDirectory(JobState.running.path(of: id))
                guard try descriptor.tryLock() else { return nil }
                // It may have been moved on, and its lock freed, since it was opened.
                guard let status = try root.statusIfPresent(of: JobState.running.path(of: id)),
                    status.inode == (try descriptor.status().inode)
                else { return nil }
                return JobDirectory(id: id, state: .running, descriptor: descriptor)
            } catch {
                if error.isAbsence { return nil }
                throw error
            }
        }
    }
}
