import Glibc
import SystemCalls

/// A name that at most one job bears which has not ended.
public struct UniqueKey: Hashable, Sendable {
    public let bytes: [UInt8]

    /// Nil for an empty key and for one that makes no file's name: of more than 80 bytes, or with a NUL byte.
    public init?(_ bytes: [UInt8]) {
        if bytes.isEmpty || bytes.count > 80 || bytes.contains(0) { return nil }
        self.bytes = bytes
    }

    /// The file in `unique`: letters, digits, `-` and `_` as they are, every other byte as `%` and two hexadecimal digits.
    var file: FilePath {
        let encoded = bytes.map { byte -> String in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return Layout.uniqueKeys / FilePath(encoded.joined())
    }
}

extension UniqueKey {
    /// Whether a file of this name may be that of a key.
    static func isFile(_ name: FilePath) -> Bool {
        var bytes: [UInt8] = []
        var rest = name.bytes[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let decoded = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                    return false
                }
                rest = rest.dropFirst(2)
                bytes.append(decoded)
            } else {
                bytes.append(byte)
            }
        }
        return UniqueKey(bytes)?.file == Layout.uniqueKeys / name
    }
}

extension Spool {
    /// Queues a job, unless one with the same key has not ended; that one's id then.
    ///
    /// The file of the key holds the id of the last job that bore it, and who submits one locks it meanwhile. It is written, durably,
    /// before the job comes into the queue: an id that names no job is as good as none.
    public func submit(
        _ submission: Submission, unlessQueued key: UniqueKey
    ) throws(SpoolError) -> (ids: [JobID], isNew: Bool) {
        let file = try wrapping(consequence: "Nothing was queued.") { () throws(SystemError) in
            let file = try root.open(key.file, O_RDWR | O_CREAT)
            try file.lock()
            return file
        }
        let content = try wrapping(consequence: "Nothing was queued.") { () throws(SystemError) in try file.readAll() }
        if content.last == UInt8(ascii: "\n"), let id = JobID(content.dropLast()), try isQueued(id, key) {
            return ([id], false)
        }
        let ids = try submit(submission) { (ids) throws(SystemError) in
            // Ids grow, so nothing of the old one is left behind the new one.
            let text = ids.first.map { "\($0)\n" } ?? ""
            try file.writeAll(Array(text.utf8), at: 0)
            try file.sync()
            try root.openDirectory(Layout.uniqueKeys).sync()
        }
        return (ids, true)
    }

    /// Whether there is such a job which bears the key and has not ended.
    private func isQueued(_ id: JobID, _ key: UniqueKey) throws(SpoolError) -> Bool {
        do throws(SpoolError) {
            let job = try job(id)
            if job.state.isFinished { return false }
            let record = try job.record()
            return record.uniqueKey == key
        } catch {
            if case .noSuchJob = error { return false }
            throw error
        }
    }
}
