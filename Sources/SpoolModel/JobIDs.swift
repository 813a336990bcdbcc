import Glibc
import SystemCalls

/// The folder `ids/`.
extension FileDescriptor {
    /// Takes `count` consecutive ids that nobody else gets; the first of them. Who calls it makes that durable, by a sync of
    /// the folder, before anything outside of `tmp/` bears one of them.
    ///
    /// The kernel lets one of several renames of the same name succeed, so there is no lock and no waiting.
    func takeIDs(_ count: Int) throws(SystemError) -> JobID? {
        while true {
            var next: UInt64?
            try forEachEntry { name in
                if let number = positiveNumber(name.bytes) { next = max(next ?? 0, number) }
            }
            guard let first = next else { return nil }
            let (following, overflow) = first.addingReportingOverflow(UInt64(count))
            let rest: FilePath = "\(following)"
            if overflow || positiveNumber(rest.bytes) == nil {
                throw SystemError("take ids from", at: Layout.ids, code: EOVERFLOW)
            }
            do throws(SystemError) {
                try rename("\(first)", to: rest)
                return JobID(first)
            } catch {
                if !error.isAbsence { throw error }
            }
        }
    }
}

extension FileDescriptor {
    /// The highest id that a job of this spool has; nil where there are no jobs.
    func highestID() throws(SystemError) -> JobID? {
        var highest: JobID?
        for state in JobState.all {
            let folder = try openDirectory(state.folder)
            guard state.isSharded else {
                highest = [highest, try folder.highestName()].compactMap { $0 }.max()
                continue
            }
            var shards: [(number: UInt64, name: FilePath)] = []
            try folder.forEachEntry { name in
                if let number = UInt64(ascii: name.bytes) { shards.append((number, name)) }
            }
            for shard in shards.sorted(by: { $0.number > $1.number }) {
                let found: JobID?
                do throws(SystemError) { found = try folder.openDirectory(shard.name).highestName() } catch {
                    // A name that is no shard has no jobs; one that cannot be read may have the last of them.
                    if error.isOfMachine { throw error }
                    continue
                }
                guard let found else { continue }
                highest = max(highest ?? found, found)
                break
            }
        }
        return highest
    }

    private func highestName() throws(SystemError) -> JobID? {
        var highest: JobID?
        try forEachEntry { name in
            if let id = JobID(name.bytes) { highest = max(highest ?? id, id) }
        }
        return highest
    }
}
