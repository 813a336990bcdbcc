import Foundation
import Testing

@testable import spool_supervisor

@Suite struct StartedProcessesTests {
    /// Symptom: a supervisor grew by 1.3 KB with each job.
    @Test func `a process that has ended is freed`() async throws {
        var started = StartedProcesses()
        let isFreed = try start(into: &started)
        while started.count > 0 {
            try await Task.sleep(for: .milliseconds(5))
            started.forgetEnded()
        }
        // Foundation's own thread may hold it for a moment.
        for _ in 0..<1000 where !isFreed() { try await Task.sleep(for: .milliseconds(5)) }
        #expect(isFreed())
    }

    /// - Returns: whether it is there no more.
    private func start(into started: inout StartedProcesses) throws -> () -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/true")
        try process.run()
        started.add(process)
        return { [weak process] in process == nil }
    }
}
