import Glibc
import SystemCalls
import Testing

@testable import SpoolModel

@Suite struct SubmissionTests {
    /// Symptom: a batch beside a fast supervisor ended with "cannot open 0: no such file or directory. Nothing was queued."
    /// although all of its jobs ran: the emptied shard was gone before it could be synced.
    @Test func `jobs that have moved on before their shard was synced are queued`() throws {
        let base = try FileDescriptor.makeTemporaryDirectory("/tmp/spool-model")
        let spool = try Spool.create(at: base)
        defer { try? spool.deleteTree(base) }
        try spool.root.makeDirectory("tmp/submit-1")
        // The supervisor comes as soon as the job is in the queue.
        try spool.move([(FilePath("tmp/submit-1"), JobID(1))], durablyInto: .queued) { _ in
            try? spool.root.rename("queued/0/1", to: "running/1")
            try? spool.root.removeDirectory("queued/0")
        }
        #expect(try spool.state(of: JobID(1)) == .running)
    }

    /// Symptom: after a submitter was killed while it made the spool, the next one with the same pid, such as the first process of a
    /// container, ended with "cannot open tmp/format-1: file exists. No spool was made." for ever.
    @Test func `what a killed maker of the spool has left is in nobody's way`() throws {
        let base = try FileDescriptor.makeTemporaryDirectory("/tmp/spool-model")
        let here = FileDescriptor.workingDirectory
        try here.makeDirectory(base / "tmp")
        try here.open(base / "tmp/format-\(getpid())", O_WRONLY | O_CREAT).writeAll(Array("spo".utf8))
        let spool = try Spool.create(at: base)
        defer { try? spool.deleteTree(base) }
        #expect(try spool.root.contentIfPresent(of: Layout.format) == Layout.formatContent)
    }

    @Test func `a shard is new until its maker has synced the folder above it`() throws {
        let base = try FileDescriptor.makeTemporaryDirectory("/tmp/spool-model")
        let spool = try Spool.create(at: base)
        defer { try? spool.deleteTree(base) }
        try spool.root.makeDirectory("queued/5")
        #expect(try spool.root.status(of: "queued/5").mayBeNewShard)
        try spool.root.makeDirectory("queued/5/5000")
        #expect(try !spool.root.status(of: "queued/5").mayBeNewShard)
        // One that came with its jobs in it.
        try spool.root.openDirectory("queued/5").setPermissions(Layout.newShardMode)
        #expect(try spool.root.status(of: "queued/5").mayBeNewShard)
    }
}
