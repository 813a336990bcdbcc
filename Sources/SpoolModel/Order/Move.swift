import SystemCalls

/// To the front of the queue.
extension Spool {
    /// Has jobs come before all others that wait, durably; the one named first comes first.
    ///
    /// The mark `front` comes first: a job that has one is put among those that wait, whoever puts it there. Of two marks the
    /// greater number comes first.
    ///
    /// - Returns: where each of them lies then; none for an id without a job.
    public func moveToFront(_ ids: [JobID]) throws(SpoolError) -> [JobID: JobState] {
        var places: [JobID: JobState] = [:]
        for id in ids.reversed() {
            for state in [JobState.waiting, .queued, .held, .delayed] where places[id] == nil {
                guard let descriptor = try open(id, in: state) else { continue }
                let consequence = "Job \(id) may have been moved: 'spool status' tells."
                places[id] = try wrapping(consequence: consequence) { () throws(SystemError) -> JobState? in
                    let mark = FrontRecord(mark: lastMove() + 1).serialized
                    try descriptor.replace(Layout.front, content: mark, durably: true)
                    try descriptor.sync()
                    try root.replace(Layout.moved, content: mark, durably: true)
                    try root.openDirectory(Layout.settings).sync()
                    if state != .queued { return try root.statusIfPresent(of: state.path(of: id)).map { _ in state } }
                    do throws(SystemError) {
                        try move([(state.path(of: id), id)], durablyInto: .waiting)
                        return .waiting
                    } catch {
                        if error.isAbsence { return nil }
                        throw error
                    }
                }
            }
        }
        wakeSupervisor()
        for id in ids where places[id] == nil { places[id] = try state(of: id) }
        return places
    }

    /// The greatest mark that was given; it changes whenever a job is moved.
    public func lastMove() -> Int {
        (try? root.contentIfPresent(of: Layout.moved)).flatMap { $0 }.flatMap { try? FrontRecord($0) }?.mark ?? 0
    }
}

/// The record `front`.
struct FrontRecord {
    var mark: Int

    static let recordName = "front"

    init(mark: Int) { self.mark = mark }

    init(_ content: [UInt8]) throws(RecordError) {
        var reader = RecordReader(try Record(content, named: Self.recordName, terminator: .newline))
        // There must be a next one.
        mark = try reader.requiredNumber("mark", in: 1...(Int.max - 1))
        try reader.finish()
    }

    var serialized: [UInt8] {
        var record = RecordText(of: Self.recordName)
        record.append("mark", mark)
        return record.ended()
    }
}

extension JobDirectory {
    /// The number of the job's mark; 0 where it was not moved.
    public func frontMark() -> Int {
        (try? descriptor.contentIfPresent(of: Layout.front)).flatMap { $0 }.flatMap { try? FrontRecord($0) }?.mark ?? 0
    }
}

extension Spool {
    /// Where a job waits that is to be started: by its record, and by whether it was moved to the front. A job whose record is refused
    /// waits in the queue, where whoever claims it says so.
    ///
    /// - Parameter state: where it lies now.
    func home(of id: JobID, in state: JobState) throws(SystemError) -> JobState {
        let descriptor = try root.openDirectory(state.path(of: id))
        if try descriptor.statusIfPresent(of: Layout.front) != nil { return .waiting }
        guard let content = try descriptor.contentIfPresent(of: Layout.job), let record = try? JobRecord(content) else {
            return .queued
        }
        return record.order.home
    }
}
