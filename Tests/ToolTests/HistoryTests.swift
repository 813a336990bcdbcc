import SpoolModel
import Testing

@testable import Tool

@Suite struct HistoryTests {
    private let record: JobRecord = {
        var record = JobRecord(
            submittedMilliseconds: 1000, directory: "/", umask: 0o022, environmentSize: 0, arguments: [[]])
        record.name = Array("one".utf8)
        record.labels = ["a=1", "b=2"].compactMap { Label(Array($0.utf8)) }
        return record
    }()

    @Test func `an end is within from the first moment on, and before the last`() {
        let filter = HistoryFilter(since: 2000, until: 3000)
        #expect([1999, 2000, 2999, 3000].map { filter.accepts(ended: $0, record) } == [false, true, true, false])
    }

    @Test func `where no end is known, the submission counts`() {
        #expect(HistoryFilter(since: 1000).accepts(ended: nil, record))
        #expect(!HistoryFilter(since: 1001).accepts(ended: nil, record))
    }

    @Test func `the name and all labels must be those of the job`() {
        #expect(HistoryFilter(name: Array("one".utf8), labels: record.labels).accepts(ended: 1, record))
        #expect(!HistoryFilter(name: Array("on".utf8)).accepts(ended: 1, record))
        #expect(!HistoryFilter(labels: ["a=1", "b=3"].compactMap { Label(Array($0.utf8)) }).accepts(ended: 1, record))
    }

    @Test func `a job whose record is refused is shown where nothing is filtered, and nowhere else`() {
        #expect(HistoryFilter().accepts(ended: nil, nil))
        #expect(!HistoryFilter(since: 0).accepts(ended: 5, nil))
    }

    @Test func `a field of CSV is quoted where it must be, and then its quotes are doubled`() {
        let fields = ["plain", "", "a,b", "say \"x\"", "two\nlines"].map { Array($0.utf8) }
        #expect(CSV.line(fields) == Array("plain,,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\r\n".utf8))
    }
}
