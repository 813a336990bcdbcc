import SystemCalls
import Testing

@testable import SpoolModel

@Suite struct JobFileTests {
    @Test(arguments: [
        ("job", JobFile.job), ("environment", .environment), ("script", .script), ("cancel", .cancel),
        ("deferred", .deferred),
        ("pid.1", .pid(1)), ("output.12", .output(12)), ("error.3", .error(3)), ("result.2", .result(2)),
        ("cancel.new-77", .unfinished(writer: 77)), ("deferred.new-1", .unfinished(writer: 1)),
    ])
    func `a name of the format is known`(name: String, file: JobFile) {
        #expect(JobFile(FilePath(name)) == file)
    }

    @Test(arguments: [
        "", "Job", "job ", "job.1", "pid", "pid.", "pid.0", "pid.01", "pid.-1", "pid.1.bak", "result.1~",
        "result.99999999999999999999", "cancel.new-", "cancel.new-0", "cancel.new-99999999999", "job.new-1",
    ])
    func `any other name is foreign`(name: String) {
        #expect(JobFile(FilePath(name)) == nil)
    }
}
