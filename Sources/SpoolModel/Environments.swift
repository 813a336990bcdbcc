import Glibc
import SystemCalls

/// Equal environments are stored once: each job has a hard link to the same file, and the file's link count tells
/// when nobody needs it any more.
extension Spool {
    /// Makes the file `environment` in a job's directory, durable but for its name.
    func linkEnvironment(_ content: [UInt8], into job: borrowing FileDescriptor) throws(SystemError) {
        if content.isEmpty { return }
        let folder = try root.openDirectory(Layout.environments)
        let shared = Self.environmentName(content)
        do throws(SystemError) {
            try folder.link(shared, as: Layout.environment, in: job)
            if (try? job.contentIfPresent(of: Layout.environment)) == content { return }
            try job.unlink(Layout.environment)
        } catch {
            guard error.isAbsence || error.code == EMLINK else { throw error }
            // A file has 65,000 links at most on ext4; the next job begins a new one.
            if error.code == EMLINK { try? folder.unlink(shared) }
        }
        try job.create(Layout.environment, content: content, durably: true)
        do throws(SystemError) { try job.link(Layout.environment, as: shared, in: folder) } catch {
            // Sharing is thrift: the job has a file of its own either way.
        }
    }

    /// Gives the same file to a job of a batch, whose directory lies at `job` in the one in which the batch is built.
    func shareEnvironment(
        _ content: [UInt8], of batch: borrowing FileDescriptor, with job: FilePath
    ) throws(SystemError) {
        if content.isEmpty { return }
        let name = job / Layout.environment
        do throws(SystemError) {
            try batch.link(Layout.environment, as: name, in: batch)
        } catch {
            if error.code != EMLINK { throw error }
            try batch.unlink(Layout.environment)
            try? root.unlink(Layout.environments / Self.environmentName(content))
            try linkEnvironment(content, into: batch)
            try batch.link(Layout.environment, as: name, in: batch)
        }
    }

    /// Deletes the files that no job has a link to; how many bytes that were.
    ///
    /// A submitter may link such a file at the same moment; then its job keeps it, and the next one begins a new one.
    func removeUnusedEnvironments() throws(SystemError) -> Int64 {
        let folder = try root.openDirectory(Layout.environments)
        var bytes: Int64 = 0
        for name in try folder.entries() where Self.isEnvironmentName(name) {
            guard let status = try folder.statusIfPresent(of: name), status.kind == .regular, status.linkCount == 1,
                (try? folder.unlink(name)) != nil
            else { continue }
            bytes += Int64(status.size)
        }
        return bytes
    }

    static func isEnvironmentName(_ name: FilePath) -> Bool {
        name.bytes.count == 16 && name.bytes.allSatisfy("0123456789abcdef".utf8.contains)
    }

    /// 16 hexadecimal digits: FNV-1a, 64 bits (draft-eastlake-fnv). Two contents with one name are told apart by comparing them.
    static func environmentName(_ content: [UInt8]) -> FilePath {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in content { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return FilePath(bytes: hash.digits(base: 16, atLeast: 16))
    }
}
