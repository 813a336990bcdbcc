import Glibc
import SystemCalls

extension Spool {
    /// Deletes a directory and all below it, never through a symbolic link.
    func deleteTree(_ path: FilePath) throws(SystemError) {
        let directory = try root.openDirectory(path)
        for name in try directory.entries() {
            do throws(SystemError) { try directory.unlink(name) } catch {
                if error.code != EISDIR && error.code != EPERM { throw error }
                try deleteTree(path / name)
            }
        }
        try root.removeDirectory(path)
    }

    /// Deletes from `tmp` what killed submitters and prunes left there. Whatever else lies there stays.
    public func sweepTemporary() throws(SystemError) {
        for name in try root.openDirectory(Layout.temporary).entries() {
            let path = Layout.temporary / name
            if name.bytes.starts(with: Layout.prunedPrefix.utf8) {
                try deleteTree(path)
            } else if name.bytes.starts(with: Layout.submitPrefix.utf8) {
                try sweepSubmission(path)
            }
        }
    }

    private func sweepSubmission(_ path: FilePath) throws(SystemError) {
        do throws(SystemError) {
            guard try root.openDirectory(path).tryLock() else { return }
            try deleteTree(path)
        } catch {
            if !error.isAbsence { throw error }
        }
    }
}
