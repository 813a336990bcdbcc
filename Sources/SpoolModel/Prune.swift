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
    /// How many of the finished jobs have been looked at, and how many there were at the beginning.
    public var examined = 0, total = 0
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
        var report = PruneReport()
        for outcome in rule.outcomes { report.total += try count(of: .finished(outcome)) }
        let isWanted = { (id: JobID) in rule.mayApply(to: id, lowestKept: lowestKept) }
        return try prune(
            rule, where: isWanted, needed: try jobsStillNeeded(), report, isDryRun: isDryRun, now: now,
            progress: progress)
    }

    private func prune(
        _ rule: PruneRule, where isWanted: (JobID) -> Bool, needed: [JobID: String], _ begun: PruneReport,
        isDryRun: Bool, now: Int64, progress: (PruneReport) -> Void
    ) throws(SpoolError) -> PruneReport {
        return try wrapping(consequence: "Some jobs may still be there; none was deleted in part.") {
            () throws(SystemError) in
            var report = begun
            // What cannot be swept now is swept another time.
            if !isDryRun { try? sweepTemporary() }
            for outcome in rule.outcomes {
                for shard in try shardNumbers(in: .finished(outcome)) {
                    let all = try jobs(inShard: shard, of: try root.openDirectory(Layout.finished(outcome)))
                    let candidates = all.filter(isWanted)
                    var doomed = select(candidates, in: .finished(outcome), needed, &report.leftAlone) { ended in
                        rule.isOldEnough(endedMilliseconds: ended, now: now)
                    }
                    if !isDryRun { try delete(&doomed, shard, of: outcome) }
                    report.examined += all.count
                    report.jobs += doomed.count
                    report.bytes += doomed.reduce(0) { $0 + $1.bytes }
                    progress(report)
                }
            }
            if !isDryRun { report.bytes += try removeUnusedEnvironments() }
            return report
        }
    }

    /// The jobs that something is still to be done with, and what: jobs that have not started look at them again, or somebody is to be
    /// told of their ends.
    private func jobsStillNeeded() throws(SpoolError) -> [JobID: String] {
        var needed: [JobID: String] = [:]
        let untold = try wrapping(consequence: "Nothing was deleted.") { () throws(SystemError) in try self.untold() }
        for id in untold { needed[id] = "nobody was told of its end yet" }
        for state in [JobState.waiting, .held] {
            for id in try jobs(in: state) {
                // One that is refused, or has just moved on, waits for nothing any more.
                guard let descriptor = try open(id, in: state) else { continue }
                let job = JobDirectory(id: id, state: state, descriptor: descriptor)
                let record = try wrapping(consequence: "Nothing was deleted.") { () throws(SystemError) in
                    try job.recordIfAccepted()
                }
                for dependency in record?.order.conditions.dependencies ?? [] {
                    needed[dependency.job] = "job \(id) waits for it"
                }
            }
        }
        return needed
    }

    private struct DoomedJob {
        let id: JobID
        let bytes: Int64
    }

    /// The jobs that are to be deleted and may be.
    private func select(
        _ candidates: [JobID], in state: JobState, _ needed: [JobID: String],
        _ leftAlone: inout [PruneReport.LeftAlone],
        where isWanted: (Int64) -> Bool
    ) -> [DoomedJob] {
        var doomed: [DoomedJob] = []
        for id in candidates {
            guard let descriptor = (try? open(id, in: state)) ?? nil else { continue }
            let job = JobDirectory(id: id, state: state, descriptor: descriptor)
            switch job.appraisal(where: isWanted) {
            case .unwanted: continue
            case .foreign(let reason): leftAlone.append(.init(id: id, reason: reason))
            case .understood(let bytes):
                if let reason = needed[id] {
                    leftAlone.append(.init(id: id, reason: "job \(id): \(reason)."))
                    continue
                }
                // The lock is taken while the shepherd is at its last step.
                if (try? job.descriptor.tryLock()) == true { doomed.append(DoomedJob(id: id, bytes: bytes)) }
            }
        }
        return doomed
    }

    /// Deletes jobs; those that another prune was faster to take are dropped from the list.
    private func delete(_ jobs: inout [DoomedJob], _ shard: UInt64, of outcome: Outcome) throws(SystemError) {
        let folder = try root.openDirectory(Layout.finished(outcome))
        var taken: [(job: DoomedJob, name: FilePath)] = []
        for job in jobs {
            let name = Layout.temporary / "\(Layout.prunedPrefix)\(getpid())-\(job.id.number)"
            try absenceIsFine { () throws(SystemError) in
                try root.rename(JobState.finished(outcome).path(of: job.id), to: name)
                taken.append((job, name))
            }
        }
        jobs = taken.map(\.job)
        if !taken.isEmpty {
            // As of every move the folder that they came into is enough: a rename is on the disk whole, or not at all.
            try root.openDirectory(Layout.temporary).sync()
            for (_, name) in taken { try deleteTree(name) }
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
                guard let file = JobFile(name), !file.isRegular || status.kind == .regular else {
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
