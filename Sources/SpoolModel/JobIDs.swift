import Glibc
import SystemCalls

extension Spool {
    /// Takes `count` consecutive ids that nobody else gets, and makes that durable; the first of them.
    ///
    /// The kernel lets one of several renames of the same name succeed, so there is no lock and no waiting.
    func takeIDs(_ count: Int) throws(SystemError) -> JobID? {
        let folder = try root.openDirectory(Layout.ids)
        while true {
            var next: UInt64?
            try folder.forEachEntry { name in
                if let number = positiveNumber(name.bytes) { next = max(next ?? 0, number) }
            }
            guard let first = next else { return nil }
            let (following, overflow) = first.addingReportingOverflow(UInt64(count))
            if overflow { throw SystemError("take ids from", Layout.ids.description, code: EOVERFLOW) }
            do throws(SystemError) {
                try folder.rename("\(first)", to: "\(following)")
                try folder.sync()
                return JobID(first)
            } catch {
                if !error.isAbsence { throw error }
            }
        }
    }
}
