import SystemCalls
import Testing

@testable import SpoolModel

@Suite struct JobEvidenceTests {
    private static let torn = RecordError(problem: "it is torn: its last field is missing")

    private func evidence(
        _ state: JobState, attempts: [Int] = [], results: [Int: JobEvidence.Reading<ResultRecord>] = [:],
        isCancelled: Bool = false, care: JobEvidence.Care = .nobody
    ) -> JobEvidence {
        var evidence = JobEvidence(state: state)
        evidence.files = Set([.job] + attempts.map { .pid($0) } + results.keys.map { .result($0) })
        evidence.record = .whole(
            JobRecord(
                submittedMilliseconds: 0, directory: "/", umask: 0o022, environmentSize: 0, arguments: [[97]]))
        evidence.results = results
        if isCancelled { evidence.cancel = .whole(CancelRecord(atMilliseconds: 0, graceMilliseconds: 0)) }
        evidence.care = care
        return evidence
    }

    private func result(_ outcome: Outcome) -> JobEvidence.Reading<ResultRecord> {
        .whole(ResultRecord(outcome: outcome, status: outcome == .succeeded ? .exited(0) : nil, host: "here"))
    }

    private func problems(_ evidence: JobEvidence) -> [String] {
        evidence.problems().map { "\($0.file): \($0.problem)" }
    }

    @Test func `a job on its way is in order`() {
        #expect(problems(evidence(.queued)) == [])
        #expect(problems(evidence(.queued, attempts: [1], results: [1: result(.lost)])) == [])
        #expect(problems(evidence(.running, care: .shepherd)) == [])
        #expect(problems(evidence(.running, attempts: [1], care: .shepherd)) == [])
        #expect(problems(evidence(.running, attempts: [1], results: [1: result(.failed)], care: .shepherd)) == [])
        #expect(
            problems(evidence(.finished(.failed), attempts: [1, 2], results: [1: result(.lost), 2: result(.failed)]))
                == [])
    }

    @Test func `a job that was cancelled before its start has no result`() {
        #expect(problems(evidence(.finished(.cancelled), isCancelled: true)) == [])
    }

    @Test func `a job that was lost, queued again and cancelled there is in order`() {
        let results = [1: result(.lost)]
        #expect(problems(evidence(.finished(.cancelled), attempts: [1], results: results, isCancelled: true)) == [])
        #expect(
            problems(evidence(.finished(.cancelled), attempts: [1], results: results)) == [
                ".: lies under 'cancelled', and its result says 'lost'"
            ])
    }

    @Test func `a job that could not be started has a result and no pid`() {
        #expect(problems(evidence(.finished(.failed), results: [1: result(.failed)])) == [])
    }

    @Test func `the tables of an array hold all tasks that its result counts`() {
        var counts = TaskCounts()
        counts[.succeeded] = 3
        counts[.failed] = 1
        counts[.cancelled] = 5
        var record = ResultRecord(outcome: .failed, status: nil, host: "here")
        record.tasks = counts
        var array = evidence(.finished(.failed), attempts: [1, 2], results: [1: result(.lost), 2: .whole(record)])
        array.tables = [1: 3 * TaskSlot.size, 2: TaskSlot.size]
        #expect(problems(array) == [])
        array.tables = [1: 3 * TaskSlot.size, 2: TaskSlot.size - 1]
        #expect(problems(array) == ["tasks.2: has room for 3 of the 4 tasks that the result counts"])
    }

    @Test func `a finished job needs a result`() {
        #expect(problems(evidence(.finished(.succeeded))) == [".: has ended, and has no result"])
        #expect(problems(evidence(.finished(.lost), attempts: [1])) == [".: has ended, and has no result"])
    }

    @Test func `folder and result must agree`() {
        #expect(
            problems(evidence(.finished(.failed), attempts: [1], results: [1: result(.succeeded)])) == [
                ".: lies under 'failed', and its result says 'succeeded'"
            ])
    }

    @Test func `a job that a power cut has put back into the queue is in order, for its shepherd settles it`() {
        #expect(problems(evidence(.queued, attempts: [1], results: [1: result(.succeeded)])) == [])
        #expect(problems(evidence(.queued, attempts: [1], results: [1: .refused(Self.torn)])) == [])
        #expect(problems(evidence(.queued, attempts: [1])) == [])
    }

    @Test func `a torn result is in order only where its shepherd is at work, or another will be`() {
        let results = [1: JobEvidence.Reading<ResultRecord>.refused(Self.torn)]
        #expect(problems(evidence(.running, attempts: [1], results: results, care: .shepherd)) == [])
        #expect(problems(evidence(.running, attempts: [1], results: results)) == [])
        #expect(
            problems(evidence(.finished(.failed), attempts: [1], results: results)) == [
                "result.1: is refused: it is torn: its last field is missing"
            ])
    }

    @Test func `every attempt but the last must have a result`() {
        #expect(
            problems(evidence(.running, attempts: [1, 2], care: .shepherd)) == ["result.1: is missing"])
    }

    @Test func `a running job needs a shepherd only where a supervisor could start one`() {
        #expect(problems(evidence(.running, attempts: [1], care: .nobody)) == [])
        #expect(
            problems(evidence(.running, attempts: [1], care: .nobodyBeside(supervisor: 7))) == [
                ".: has no shepherd, though supervisor 7 is alive; it gets one when a slot is free"
            ])
    }

    @Test func `records that are missing or refused are named`() {
        var job = evidence(.queued)
        job.record = nil
        job.cancel = .refused(Self.torn)
        job.deferral = .refused(Self.torn)
        #expect(
            problems(job) == [
                "job: is missing", "cancel: is refused: it is torn: its last field is missing",
                "deferred: is refused: it is torn: its last field is missing",
            ])
    }

    @Test func `an environment of another size is no environment`() {
        var job = evidence(.queued)
        job.environmentSize = 12
        #expect(problems(job) == ["environment: has 12 bytes where 0 bytes were written"])
    }
}
