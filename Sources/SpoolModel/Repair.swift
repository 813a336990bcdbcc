import Glibc
import SystemCalls

extension Spool {
    /// Does what a finding says can be done; whether it is done. What has changed since is left as it is.
    func repair(_ finding: Finding) throws(SystemError) -> Bool {
        guard let repair = finding.repair else { return false }
        let path = finding.path
        do throws(SystemError) {
            switch repair {
            case .makeDirectory: try root.makeDirectoryIfAbsent(path)
            case .makeFile: _ = try root.open(path, O_WRONLY | O_CREAT | O_NONBLOCK)
            case .setPermissions(let mode): try root.setPermissions(of: path, mode)
            case .setNextID(let number): try raiseNextID(to: number)
            case .deleteID: try deleteID(path)
            case .deleteUnfinished(let writer):
                if try ProcessStatus.find(writer) != nil { return false }
                try root.unlink(path)
            case .sweep:
                try sweepTemporary()
                return try root.statusIfPresent(of: path) == nil
            }
            return true
        } catch {
            switch error.code {
            // The finding is there still, with what is wrong with it.
            case ENOENT, EACCES, EPERM, EROFS, ENOTEMPTY, EBUSY, ELOOP: return false
            default: throw error
            }
        }
    }

    /// Lifts the next id, unless it is as high already.
    private func raiseNextID(to number: UInt64) throws(SystemError) {
        let folder = try root.openDirectory(Layout.ids)
        while true {
            let next = try folder.entries().compactMap { positiveNumber($0.bytes) }.max()
            if let next, next >= number { return }
            do throws(SystemError) {
                if let next {
                    try folder.rename("\(next)", to: "\(number)")
                } else {
                    _ = try folder.open("\(number)", O_WRONLY | O_CREAT)
                }
                return try folder.sync()
            } catch {
                // A submitter was faster.
                if !error.isAbsence { throw error }
            }
        }
    }

    /// Deletes a number that is not the largest.
    private func deleteID(_ path: FilePath) throws(SystemError) {
        let numbers = try root.openDirectory(Layout.ids).entries().compactMap { positiveNumber($0.bytes) }
        guard let number = positiveNumber(path.lastComponent.bytes), numbers.contains(where: { $0 > number }),
            try root.status(of: path).size == 0
        else { return }
        try root.unlink(path)
    }
}
