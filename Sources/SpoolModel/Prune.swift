import Glibc
import SystemCalls

/// What a prune has done so far.
public struct PruneReport: Sendable {
    /// A job that the rule applies to, and why it was not deleted.
    public struct LeftAlone: Sendable {
        public let id: JobID
        public let reason: String
    }

    /// How many jobs were deleted, or would be.
    public var jobs = 0
    /// Bytes in their files.
    public var bytes: Int64 = 0
    public var leftAlone: [LeftAlone] = []
}

/// After the last step of a job: from `finished` to nothing.
extension Spool {
    /// Deletes finished jobs, shard by shard.
    ///
    /// The jobs of a shard are renamed into `tmp`, that is made durable, and then they are deleted; what a killed prune leaves
    /// in `tmp` is swept by the next one, and by the next supervisor. A job that holds anything which the format does not know is
    /// left alone.
    ///
    /// - Parameters:
    ///   - isDryRun: only counts.
    ///   - now: milliseconds since 1970-01-01 UTC.
    ///   - progress: called from time to time.
    public func prune(
        _ rule: PruneRule, isDryRun: Bool, now: Int64, progress: (PruneReport) -> Void
    ) throws(SpoolError) -> PruneReport {
        var newest: [JobID] = []
        if let keep = rule.keep, keep > 0 {
            for outcome in rule.outcomes { newest += try jobs(in: .finished(outcome), last: keep) }
        }
        let lowestKept = rule.lowestKept(of: newest)
        return try wrapping(consequence: "Not everything was pruned; what was is whole.") { () throws(SystemError) in
            var report = PruneReport()
            if !isDryRun { try sweepTemporary() }
            for outcome in rule.outcomes {
                for shard in try shardNumbers(in: .finished(outcome)) {
                    let candidates = try jobs(
                        inShard: shard, of: try root.openDirectory(Layout.finished(outcome))
                    ).filter { id in
                        lowestKept.map { id < $0 } ?? true
                    }
                    let ids = select(candidates, in: .finished(outcome), &report) { ended in
                        rule.isOldEnough(endedMilliseconds: ended, now: now)
                    }
                    if !isDryRun { try delete(ids, shard, of: outcome) }
                    progress(report)
                }
            }
            if !isDryRun { report.bytes += try removeUnusedEnvironments() }
            return report
        }
    }

    /// The jobs that are to be deleted and may be, counted into the report.
    private func select(
        _ candidates: [JobID], in state: JobState, _ report: inout PruneReport, where isWanted: (Int64) -> Bool
    ) -> [JobID] {
        candidates.filter { id in
            guard let descriptor = (try? open(id, in: state)) ?? nil else { return false }
            let job = JobDirectory(id: id, state: state, descriptor: descriptor)
            switch job.appraisal(where: isWanted) {
            case .unwanted:
                return false
            case .foreign(let reason):
                report.leftAlone.append(.init(id: id, reason: reason))
                return false
            case .understood(let bytes):
                // The lock is taken while the shepherd is at its last step.
                guard (try? job.descriptor.tryLock()) == true else { return false }
                report.bytes += bytes
                report.jobs += 1
                return true
            }
        }
    }

    private func delete(_ ids: [JobID], _ shard: UInt64, of outcome: Outcome) throws(SystemError) {
        let folder = try root.openDirectory(Layout.finished(outcome))
        if !ids.isEmpty {
            let names = ids.map { Layout.temporary / FilePath("\(Layout.prunedPrefix)\(getpid())-\($0)") }
            for (id, name) in zip(ids, names) {
                do throws(SystemError) { try root.rename(JobState.finished(outcome).path(of: id), to: name) } catch {
                    // Another prune was faster.
                    if !error.isAbsence { throw error }
                }
            }
            try folder.openDirectory("\(shard)").sync()
            try root.openDirectory(Layout.temporary).sync()
            for name in names { try deleteTree(name) }
        }
        // It stays where there are jobs in it.
        try? folder.removeDirectory("\(shard)")
    }
}

/// What a prune sees in a finished job.
private enum Appraisal {
    /// The rule does not apply.
    case unwanted
    /// - Parameter bytes: what goes with the job; an environment counts where no other job shares it.
    case understood(bytes: Int64)
    /// Something in it is not known to the format.
    case foreign(reason: String)
}

extension JobDirectory {
    /// - Parameter isWanted: whether a job is, by when it ended, milliseconds since 1970-01-01 UTC.
    fileprivate borrowing func appraisal(where isWanted: (Int64) -> Bool) -> Appraisal {
        do {
            let names = try descriptor.entries()
            if !isWanted(try ended(attempt: names.compactMap { Layout.attempt(in: $0, of: "result") }.max())) {
                return .unwanted
            }
            var bytes: Int64 = 0
            for name in names {
                let status = try descriptor.status(of: name)
                if JobFile(name) == nil || status.kind != .regular {
                    return .foreign(reason: "job \(id): '\(name)' is no file of a job.")
                }
                if status.linkCount == 1 { bytes += Int64(status.size) }
            }
            return .understood(bytes: bytes)
        } catch let error as SpoolError {
            return .foreign(reason: error.description)
        } catch {
            return .foreign(reason: "job \(id): \(error).")
        }
    }

    /// When the job ended, else when it was submitted.
    private borrowing func ended(attempt: Int?) throws -> Int64 {
        let submitted = try record().submittedMilliseconds
        guard let attempt, let content = try descriptor.contentIfPresent(of: Layout.result(attempt)) else {
            return submitted
        }
        do throws(RecordError) {
            return try ResultRecord(content).measured?.endedMilliseconds ?? submitted
        } catch {
            throw SpoolError.damaged(id, file: Layout.result(attempt), error)
        }
    }
}
