import Testing

@testable import SpoolModel

@Suite struct JobVariablesTests {
    private let variables = JobVariables(spool: "/s p", id: JobID(42), attempt: 2)
    private let own = ["SPOOL_DIR=/s p", "SPOOL_JOB_ID=42", "SPOOL_JOB_DIR=/s p/running/42", "SPOOL_ATTEMPT=2"]

    private func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    @Test func `a job's own variables stand for the submitter's of the same names`() {
        let submitters = ["A=1", "SPOOL_DIR=/other", "SPOOL_JOB_ID=1", "SPOOL_JOB_IDS=1", "SPOOL_ATTEMPT=9", "B="]
        #expect(variables.added(to: bytes(submitters)) == bytes(["A=1", "SPOOL_JOB_IDS=1", "B="] + own))
    }

    @Test func `a process is of the job only with all of them`() {
        #expect(variables.isContained(in: bytes(["X=1"] + own.reversed())))
        for index in own.indices {
            var fewer = own
            fewer.remove(at: index)
            #expect(!variables.isContained(in: bytes(fewer)))
            fewer.append(own[index] + "0")
            #expect(!variables.isContained(in: bytes(fewer)))
        }
    }

    @Test func `what a job submits inherits the spool, and not what the job is`() {
        #expect(
            JobVariables.removed(from: bytes(own + ["A=1", "SPOOL_JOB_IDS=1"]))
                == bytes([own[0], "A=1", "SPOOL_JOB_IDS=1"]))
    }
}
