import Glibc
import SystemCalls

/// The part of a check that looks at everything but jobs.
extension Spool {
    /// The folders that a spool always has.
    private static let folders =
        Layout.folders
        + Outcome.allCases.map(Layout.finished)

    /// Looks at the folders and at the files beside them.
    func folderFindings() throws(SystemError) -> [Finding] {
        var findings = Expectation.directory.findings(".", try root.status(), owner: geteuid())
        for folder in Self.folders {
            if let status = try root.statusIfPresent(of: folder) {
                findings += Expectation.directory.findings(folder, status, owner: geteuid())
            } else {
                findings.append(Finding(folder, "is missing", .makeDirectory))
            }
        }
        for file in [Layout.wake, Layout.supervisorLock] where try root.statusIfPresent(of: file) == nil {
            findings.append(Finding(file, "is missing", .makeFile))
        }
        for name in try root.entries() where !Self.folders.contains(name) {
            guard let status = try root.statusIfPresent(of: name) else { continue }
            switch name {
            case Layout.supervisor, Layout.supervisorLock, Layout.wake:
                findings += Expectation.privateFile.findings(name, status, owner: geteuid())
            case Layout.format, Layout.config, Layout.readme:
                findings += Expectation.userFile.findings(name, status, owner: geteuid())
            default:
                if let (record, writer) = Layout.unfinished(name), record == Layout.supervisor {
                    findings += try unfinished(name, writer)
                } else {
                    findings.append(Finding(name, "is foreign"))
                }
            }
        }
        return findings + (try recordFindings())
    }

    func unfinished(_ path: FilePath, _ writer: Int32) throws(SystemError) -> [Finding] {
        // It may have got its name, and its writer have ended, since the folder was read.
        guard try ProcessStatus.find(writer) == nil, try root.statusIfPresent(of: path) != nil else { return [] }
        return [Finding(path, "was left unfinished by process \(writer)", .deleteUnfinished(writer: writer))]
    }

    /// The records that are no job's.
    private func recordFindings() throws(SystemError) -> [Finding] {
        var findings: [Finding] = []
        func read(_ name: FilePath, _ parse: ([UInt8]) throws(RecordError) -> Void) {
            guard let content = (try? root.contentIfPresent(of: name)) ?? nil else { return }
            do throws(RecordError) { try parse(content) } catch {
                findings.append(Finding(name, "is refused: \(error.problem)"))
            }
        }
        read(Layout.config) { content throws(RecordError) in _ = try Configuration(content) }
        read(Layout.supervisor) { content throws(RecordError) in _ = try SupervisorRecord(content) }
        return findings
    }

    /// Looks at the shared environments.
    func environmentFindings() throws(SystemError) -> [Finding] {
        try entries(of: Layout.environments).flatMap { name, status in
            let path = Layout.environments / name
            return Self.isEnvironmentName(name)
                ? Expectation.privateFile.findings(path, status, owner: geteuid()) : [Finding(path, "is foreign")]
        }
    }

    /// Looks for jobs that have ended and of which nobody tells, though somebody is to be told.
    func untoldFindings() throws(SystemError) -> [Finding] {
        let found = try untoldLeftovers()
        if found.isEmpty { return [] }
        _ = try waitForInput([], milliseconds: Self.secondLook)
        let again = try untoldLeftovers()
        return found.filter(again.contains)
    }

    private func untoldLeftovers() throws(SystemError) -> [Finding] {
        let entries = try entries(of: Layout.untold)
        if entries.isEmpty { return [] }
        let folder = try openUntold()
        let isUntended = try folder.tryLock()
        if isUntended { folder.unlock() }
        return entries.compactMap { name, _ in
            let path = Layout.untold / name
            guard let id = JobID(name.bytes) else { return Finding(path, "is foreign") }
            // Of one that has not ended yet the next shepherd sees to it.
            if !isUntended || (try? state(of: id))?.map(\.isFinished) == false { return nil }
            return Finding(path, "job \(id) has ended, and nobody tells of it; the next supervisor does")
        }
    }

    /// Looks for what killed submitters and prunes left behind; what a living one is at work on is in order.
    func temporaryFindings() throws(SystemError) -> [Finding] {
        let found = try temporaryLeftovers()
        if found.isEmpty { return [] }
        _ = try waitForInput([], milliseconds: Self.secondLook)
        let again = try temporaryLeftovers()
        return found.filter(again.contains)
    }

    private func temporaryLeftovers() throws(SystemError) -> [Finding] {
        try entries(of: Layout.temporary).compactMap { name, status in
            let path = Layout.temporary / name
            if Layout.maker(ofTemporary: name).map({ ProcessStatus(of: $0) != nil }) == true { return nil }
            let isSubmission = name.bytes.starts(with: Layout.submitPrefix.utf8)
            guard isSubmission || name.bytes.starts(with: Layout.prunedPrefix.utf8), status.kind == .directory else {
                return Finding(path, "is foreign")
            }
            if isSubmission, (try? root.openDirectory(path).tryLock()) == false { return nil }
            return Finding(path, "was left there by a process that is gone", .sweep)
        }
    }

    /// Looks at the next id: it must be higher than all that were taken.
    ///
    /// - Parameter highest: of the jobs that were seen before this is called.
    func idFindings(highest: JobID?) throws(SystemError) -> [Finding] {
        var findings: [Finding] = []
        var numbers: [UInt64] = []
        // While somebody renames it, a reader of the folder may miss the entry or see it twice.
        for look in 0..<3 {
            if look > 0 { _ = try waitForInput([], milliseconds: Self.secondLook) }
            findings = []
            numbers = []
            for (name, status) in try entries(of: Layout.ids) {
                let path = Layout.ids / name
                guard let number = positiveNumber(name.bytes) else {
                    findings.append(Finding(path, "is foreign"))
                    continue
                }
                findings += Expectation.privateFile.findings(path, status, owner: geteuid())
                numbers.append(number)
            }
            if numbers.count == 1, findings.isEmpty { break }
        }
        let next = numbers.max()
        findings += numbers.filter { $0 != next }.map { number in
            Finding(Layout.ids / "\(number)", "is not the only number; the largest counts", .deleteID)
        }
        let lowest = (highest?.number ?? 0) + 1
        // One more than the highest that there can be is none.
        let repair = positiveNumber("\(lowest)".utf8).map { Finding.Repair.setNextID($0) }
        guard let next else { return findings + [Finding(Layout.ids, "holds no number", repair)] }
        if next < lowest {
            findings.append(Finding(Layout.ids / "\(next)", "is not above the id of job \(lowest - 1)", repair))
        }
        return findings
    }

    /// The entries of a folder, each with its status; none where it is no directory, or is one whose mode keeps its owner out,
    /// which is a finding of its own.
    func entries(of folder: FilePath) throws(SystemError) -> [(name: FilePath, status: FileStatus)] {
        guard try root.statusIfPresent(of: folder)?.kind == .directory else { return [] }
        do throws(SystemError) {
            let directory = try root.openDirectory(folder)
            var entries: [(FilePath, FileStatus)] = []
            for name in try directory.entries() {
                if let status = try directory.statusIfPresent(of: name) { entries.append((name, status)) }
            }
            return entries
        } catch {
            // An emptied shard is removed at any moment.
            if error.isAbsence || error.code == EACCES { return [] }
            throw error
        }
    }
}

extension Layout {
    /// The pid in a name such as `submit-123-0` or `ids-123`; nil for every other name.
    static func maker(ofTemporary name: FilePath) -> Int32? {
        let parts = name.bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count > 1 else { return nil }
        return positiveNumber(parts[1]).flatMap { Int32(exactly: $0) }
    }
}
