import Glibc
import SystemCalls

/// Keeps what a command writes within its budget; by the shepherd.
extension JobDirectory {
    /// Gives back to the disk what is to be cut out of a file, and returns where that ends.
    ///
    /// - Parameter start: what the last call returned; 0 in the first one.
    /// - Returns: `start` where it was not worth a call.
    public func punch(_ name: FilePath, _ budget: OutputBudget, from start: Int, size: Int) throws(SystemError) -> Int {
        guard let cut = budget.cut(of: size), cut.upperBound - max(cut.lowerBound, start) >= Self.leastHole else {
            return start
        }
        try descriptor.open(name, O_WRONLY | O_NONBLOCK).punchHole(max(cut.lowerBound, start)..<cut.upperBound)
        return cut.upperBound
    }

    /// Bytes: some blocks of any file system.
    private static let leastHole = 1 << 16

    /// Replaces a file that is longer than it may be by its head, a mark and its tail, on the disk; whether it was.
    ///
    /// Nobody may write to it any more. The name is durable once the directory is synced.
    @discardableResult
    public func cut(_ name: FilePath, _ budget: OutputBudget) throws -> Bool {
        guard let status = try descriptor.statusIfPresent(of: name), budget.cut(of: status.size) != nil else {
            return false
        }
        let source = OutputReader(try descriptor.open(name, O_RDONLY | O_NONBLOCK), budget: budget)
        let temporary = FilePath(bytes: name.bytes + "\(Layout.newSuffix)\(getpid())".utf8)
        try? descriptor.unlink(temporary)
        do {
            let target = try descriptor.open(temporary, O_WRONLY | O_CREAT | O_EXCL)
            try source.readNews { try target.writeAll($0) }
            try target.sync()
            try descriptor.rename(temporary, to: name)
        } catch {
            try? descriptor.unlink(temporary)
            throw error
        }
        return true
    }

    /// Cuts both files of an attempt.
    ///
    /// Where there is no room for what is kept of them they stay as they are, which every reader understands.
    public func cutOutputs(attempt: Int, _ budget: OutputBudget?) {
        guard let budget else { return }
        var isAnyCut = false
        for name in [Layout.output(attempt), Layout.error(attempt)] where (try? cut(name, budget)) == true {
            isAnyCut = true
        }
        if isAnyCut { try? descriptor.sync() }
    }
}
