import SpoolModel

/// Which finished jobs a history is to tell of: those to which all of it applies.
struct HistoryFilter: Hashable, Sendable {
    /// Milliseconds since 1970-01-01 UTC: those that ended then or later.
    var since: Int64?
    /// Those that ended before.
    var until: Int64?
    var name: [UInt8]?
    var labels: [Label] = []

    /// Whether a job is wanted; one of which it is not known when it ended counts by its submission.
    func accepts(ended: Int64?, _ record: JobRecord?) -> Bool {
        if since == nil, until == nil, name == nil, labels.isEmpty { return true }
        guard let record else { return false }
        let time = ended ?? record.submittedMilliseconds
        if let since, time < since { return false }
        if let until, time >= until { return false }
        if let name, record.name != name { return false }
        return labels.allSatisfy(record.labels.contains)
    }
}
