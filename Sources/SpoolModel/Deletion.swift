import Glibc
import SystemCalls

extension Spool {
    /// Deletes a directory and all below it, never through a symbolic link. Somebody else may be at it as well.
    func deleteTree(_ path: FilePath) throws(SystemError) {
        try absenceIsFine { () throws(SystemError) in
            let directory = try root.openDirectory(path)
            try deleteEntries(of: directory)
            try root.removeDirectory(path)
        }
    }

    private func deleteEntries(of directory: borrowing FileDescriptor) throws(SystemError) {
        for name in try directory.entries() {
            do throws(SystemError) { try absenceIsFine { () throws(SystemError) in try directory.unlink(name) } } catch
            {
                if error.code != EISDIR && error.code != EPERM { throw error }
                try absenceIsFine { () throws(SystemError) in
                    try deleteEntries(of: try directory.openDirectory(name))
                    try directory.removeDirectory(name)
                }
            }
        }
    }

    /// For what somebody else may have done already.
    func absenceIsFine(_ body: () throws(SystemError) -> Void) throws(SystemError) {
        do throws(SystemError) { try body() } catch {
            if !error.isAbsence { throw error }
        }
    }

    /// Deletes from `tmp` what killed submitters and prunes left there. Whatever else lies there stays.
    public func sweepTemporary() throws(SystemError) {
        var failure: SystemError?
        for name in try root.openDirectory(Layout.temporary).entries() {
            let path = Layout.temporary / name
            // One that cannot be deleted must not keep the others.
            do throws(SystemError) {
                if name.bytes.starts(with: Layout.prunedPrefix.utf8) {
                    try deleteTree(path)
                } else if name.bytes.starts(with: Layout.submitPrefix.utf8) {
                    try sweepSubmission(path)
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private func sweepSubmission(_ path: FilePath) throws(SystemError) {
        try absenceIsFine { () throws(SystemError) in
            guard try root.openDirectory(path).tryLock() else { return }
            try deleteTree(path)
        }
    }
}
