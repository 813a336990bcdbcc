import Glibc
import SystemCalls

/// The part of a check that looks at jobs, while they may be moving.
extension Spool {
    /// Looks at the jobs of some ids in one state; those that have moved on are as they should be.
    ///
    /// Where there is something to find in a job that has not ended it is looked at again after a moment, and what
    /// remains counts: its files are not written all at once.
    func findings(of ids: [JobID], in state: JobState) throws(SystemError) -> [Finding] {
        var suspects: [(id: JobID, findings: [Finding])] = []
        for id in ids {
            let findings = try findings(of: id, in: state)
            if !findings.isEmpty { suspects.append((id, findings)) }
        }
        if suspects.isEmpty || state.isFinished { return suspects.flatMap(\.findings) }
        _ = try waitForInput([], milliseconds: Self.secondLook)
        var confirmed: [Finding] = []
        for suspect in suspects {
            let again = try findings(of: suspect.id, in: state)
            confirmed += suspect.findings.filter(again.contains)
        }
        return confirmed
    }

    /// Milliseconds: longer than a shepherd takes to write a file, unless the disk is full.
    static let secondLook: Int64 = 300

    private func findings(of id: JobID, in state: JobState) throws(SystemError) -> [Finding] {
        let path = state.path(of: id)
        guard let status = try root.statusIfPresent(of: path) else { return [] }
        let own = Expectation.directory.findings(path, status, owner: geteuid())
        if status.kind != .directory { return own }
        guard let descriptor = (try? open(id, in: state)) ?? nil else { return own }
        let job = JobDirectory(id: id, state: state, descriptor: descriptor)
        let inside: [Finding]
        do throws(SystemError) { inside = try findings(in: job, at: path) } catch {
            // The mode of the directory, a finding of its own, keeps its owner out.
            if error.code == EACCES { return own }
            throw error
        }
        // Where something else lies there by now, this was seen on the way.
        let isStillThere = try root.statusIfPresent(of: path)?.inode == status.inode
        return isStillThere ? own + inside : []
    }

    private func findings(in job: borrowing JobDirectory, at path: FilePath) throws(SystemError) -> [Finding] {
        var findings: [Finding] = []
        var evidence = JobEvidence(state: job.state)
        for name in try job.descriptor.entries() {
            guard let status = try job.descriptor.statusIfPresent(of: name) else { continue }
            guard let file = JobFile(name) else {
                findings.append(Finding(path / name, "is foreign"))
                continue
            }
            if !file.isRegular { continue }
            findings += Expectation.privateFile.findings(path / name, status, owner: geteuid())
            guard status.kind == .regular else { continue }
            evidence.files.insert(file)
            if case .unfinished(let writer) = file, try ProcessStatus.find(writer) == nil,
                try job.descriptor.statusIfPresent(of: name) != nil
            {
                findings.append(
                    Finding(path / name, "was left unfinished by process \(writer)", .deleteUnfinished(writer: writer)))
            }
            job.read(file, name, size: status.size, into: &evidence)
        }
        if job.state == .running { evidence.care = care(of: job) }
        return findings + evidence.problems().map { Finding($0.file == "." ? path : path / $0.file, $0.problem) }
    }

    /// Whether a running job has a shepherd, and whether it should.
    private func care(of job: borrowing JobDirectory) -> JobEvidence.Care {
        if (try? job.descriptor.tryLock()) != true { return .shepherd }
        job.descriptor.unlock()
        guard case .alive(let supervisor, _)? = try? supervisorState() else { return .nobody }
        return .nobodyBeside(supervisor: supervisor?.pid)
    }
}

extension JobDirectory {
    /// Reads one file into what is known of the job. What it refers to may have been renamed by now; then it says nothing.
    ///
    /// `pid.N` is not read: after a power cut its content may be anything.
    fileprivate borrowing func read(_ file: JobFile, _ name: FilePath, size: Int, into evidence: inout JobEvidence) {
        switch file {
        case .job: evidence.record = reading(name) { content throws(RecordError) in try JobRecord(content) }
        case .environment: evidence.environmentSize = size
        case .script: evidence.scriptSize = size
        case .values: evidence.valuesSize = size
        case .cancel:
            evidence.cancel = reading(name) { content throws(RecordError) in
                content.isEmpty ? .atOnce : try CancelRecord(content)
            }
        case .deferred:
            evidence.deferral = reading(name) { content throws(RecordError) in try DeferralRecord(content) }
        case .result(let attempt):
            evidence.results[attempt] = reading(name) { content throws(RecordError) in try ResultRecord(content) }
        case .tasks(let attempt): evidence.tables[attempt] = size
        default: break
        }
    }

    private borrowing func reading<Value>(
        _ name: FilePath, _ parse: ([UInt8]) throws(RecordError) -> Value
    ) -> JobEvidence.Reading<Value>? {
        let content: [UInt8]?
        do throws(SystemError) { content = try descriptor.contentIfPresent(of: name) } catch {
            return .refused(RecordError(problem: error.description))
        }
        guard let content else { return nil }
        do throws(RecordError) { return .whole(try parse(content)) } catch { return .refused(error) }
    }
}
