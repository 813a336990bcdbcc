import Glibc
import SystemCalls

/// The last step of a job: a result, and the way to `finished` or back to `queued`; by the shepherd.
extension JobDirectory {
    /// Writes the result, durable, into the file that the attempt began with.
    public func saveResult(_ result: ResultRecord, in files: borrowing AttemptFiles) throws(SystemError) {
        try files.result.writeAll(result.serialized)
        try files.result.syncData()
    }

    /// Writes the result, durable, into a new file.
    ///
    /// After an error nothing may be believed of the file: the next try writes a new one (Rebello et al., 'Can Applications Recover
    /// from fsync Failures?', USENIX ATC 2020).
    public func saveResult(_ result: ResultRecord, attempt: Int) throws(SystemError) {
        let name = Layout.result(attempt)
        if try descriptor.statusIfPresent(of: name) != nil { try descriptor.unlink(name) }
        try descriptor.create(name, content: result.serialized, durably: true)
        try descriptor.sync()
    }
}

extension Spool {
    /// Moves a job from where it lies to where it belongs now.
    ///
    /// The move is not made durable: what the job holds is, and whoever finds it at its old place after a power cut moves it again.
    ///
    /// - Parameter tells: whether somebody is to be told of its end; then `startMessenger` is to follow.
    public func settle(
        _ id: JobID, from state: JobState, _ disposition: Disposition, tells: Bool = false
    ) throws(SystemError) {
        let target: JobState =
            switch disposition {
            case .finish(let outcome): .finished(outcome)
            case .requeue: try home(of: id, in: state)
            case .delay: .delayed
            case .hold: .held
            }
        let tells = tells && target.isFinished
        if tells { try markUntold(id) }
        try move(state.path(of: id), to: target, id)
        switch disposition {
        case .requeue: wakeSupervisor()
        // Who watches the folder is told the shard.
        case .delay: try? root.touch(target.path(ofShard: id.shard))
        // Whoever tells already is waiting for this.
        case .finish: if tells { try? root.touch(Layout.untold / id.name) }
        case .hold: break
        }
    }
}
