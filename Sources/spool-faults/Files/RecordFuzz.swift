import SpoolModel
import SystemCalls

/// Damaged records, read within this process: what traps ends it.
struct RecordFuzz {
    /// The content of real records, and what reads them.
    private let samples: [(read: ([UInt8]) -> Bool, content: [UInt8])]

    /// - Parameter paths: the files of a spool.
    init(_ paths: [FilePath]) {
        samples = paths.compactMap { path in
            guard let read = Self.reader(of: path),
                let content = try? FileDescriptor.workingDirectory.open(path, 0).readAll(), !content.isEmpty
            else { return nil }
            return (read, content)
        }
    }

    /// What reads a file of that name; whether it takes the content for whole.
    private static func reader(of path: FilePath) -> (([UInt8]) -> Bool)? {
        let name = path.lastComponent
        let stem = name.bytes.prefix { $0 != UInt8(ascii: ".") }
        switch String(decoding: stem, as: UTF8.self) {
        case "job": return { (try? JobRecord($0)).map { !$0.serialized.isEmpty } ?? false }
        case "result": return { (try? ResultRecord($0)).map { !$0.serialized.isEmpty } ?? false }
        case "pid": return { (try? PidRecord($0)).map { !$0.serialized.isEmpty } ?? false }
        case "cancel": return { (try? CancelRecord($0)).map { !$0.serialized.isEmpty } ?? false }
        case "again": return { (try? AgainRecord($0)).map { !$0.serialized.isEmpty } ?? false }
        case "delay": return { (try? DelayRecord($0)).map { !$0.serialized.isEmpty } ?? false }
        case "deferred": return { (try? DeferralRecord($0)).map { !$0.serialized.isEmpty } ?? false }
        case "progress": return { (try? ProgressRecord($0)).map { !$0.serialized.isEmpty } ?? false }
        case "supervisor" where name.bytes.count == stem.count:
            return { (try? SupervisorRecord($0)).map { !$0.serialized.isEmpty } ?? false }
        case "config": return { (try? Configuration($0)) != nil }
        case "tasks" where name.bytes.count > stem.count:
            return { content in
                let slots = stride(from: 0, to: content.count, by: 128).map { TaskSlot(content[$0...].prefix(128)) }
                return slots.contains { $0.end != nil }
            }
        default: return nil
        }
    }

    /// Reads so many damaged records; how many of them were taken for whole all the same.
    func run(_ count: Int, _ chance: inout Chance) -> Int {
        let kinds = [Damage.truncated, .flipped, .zeroed, .number, .field]
        var whole = 0
        for _ in 0..<count {
            let (read, content) = samples[Int(chance.next(below: UInt64(samples.count)))]
            var damaged = content
            for _ in 0...chance.next(below: 3) {
                damaged = kinds[Int(chance.next(below: UInt64(kinds.count)))].changed(damaged, &chance)
            }
            if read(damaged) { whole += 1 }
        }
        return whole
    }
}
