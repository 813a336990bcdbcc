import Glibc
import SystemCalls
import Testing

/// `submit --trace` and `show --trace`: an account of one job.
@Suite struct TraceTests {
    /// The texts of an account, in order.
    private func texts(_ spool: TestSpool, _ id: Int) -> [String] {
        String(decoding: spool.file("trace", of: id) ?? [], as: UTF8.self).split(separator: "\n")
            .map { $0.split(separator: " ", maxSplits: 3).last.map(String.init) ?? "" }
    }

    /// Whether some texts are there in this order, with others between them.
    private func expect(_ parts: String..., in texts: [String]) {
        var rest = texts[...]
        for part in parts {
            guard let index = rest.firstIndex(where: { $0.contains(part) }) else {
                Issue.record("'\(part)' is missing, or not in its place: \(texts)")
                return
            }
            rest = rest[(index + 1)...]
        }
    }

    @Test func `what supervisor, shepherd and messenger did stands in the job's own directory`() async throws {
        try await TestSpool.with { spool in
            let id = try await spool.submit(
                line: "setsid sleep 1000 & exit 3", "--trace", "--retries", "1", "--notify", "exit 2")
            let silent = try await spool.submit("true")
            try await spool.drain()
            try await eventually("the messenger has written") { texts(spool, id).contains { $0.contains("exit 2") } }
            expect(
                "has claimed the job", "starts attempt 1", "executes the command", "has ended: exit 3",
                "1 processes are left behind", "sends signal 15 to process", "result of attempt 1: failed, exit 3",
                "it is queued again", "starts attempt 2", "it is finished, failed", "notify, try 1: failed: exit 2",
                in: texts(spool, id))
            let show = try await spool.run("show", "--trace", "\(id)").outputText
            #expect(show.contains(/\d\d:\d\d:\d\d\.\d\d\d shepherd \d+: looks after the job: starts attempt 1\n/))
            let json = try await spool.run("show", "--trace", "--json", "\(id)").outputText
            #expect(json.contains(#""writer":"supervisor","pid":"#))
            #expect(spool.file("trace", of: silent) == nil)
            for (traced, job) in [(true, id), (false, silent)] {
                let plain = try await spool.run("show", "\(job)").outputText
                #expect(plain.contains(/\ntrace +.+\/trace\n/) == traced)
                #expect(try await spool.run("show", "--json", "\(job)").outputText.contains("\"trace\":\(traced),"))
            }
            let none = try await spool.run("show", "--trace", "\(silent)")
            #expect(none.code == 1 && none.errorText.contains("not submitted with '--trace'"))
            let check = try await spool.run("check")
            #expect(check.code == 0, "\(check.outputText)")
        }
    }

    @Test func `an account tells of cancelling, of time, of losses and of tasks`() async throws {
        try await TestSpool.with { spool in
            let slow = try await spool.submit("--trace", "--timeout", "200ms", "sleep", "1000")
            let lost = try await spool.submit("--trace", "sleep", "1000")
            let cancelled = try await spool.submit("--trace", "sleep", "1000")
            let array = try await spool.submit(line: "exit {}", "--trace", "--array", "1-2")
            try await spool.supervise("--slots", "5")
            try await spool.command(of: lost)
            try await spool.killShepherd(of: lost)
            try await spool.command(of: cancelled)
            _ = try await spool.run("cancel", "\(cancelled)")
            for id in [slow, lost, cancelled, array] { try await spool.outcome(of: id) }
            expect("the time of the command is up", "sends signal 15", "timed-out", in: texts(spool, slow))
            expect(
                "sees that the shepherd has ended, and the job is running", "without a shepherd",
                "attempt 1 has no result",
                "finds processes of attempt 1", "lost", in: texts(spool, lost))
            expect(
                "is asked to end the command, with a grace period of 10000 ms", "cancelled", in: texts(spool, cancelled)
            )
            expect("task 1", "has ended: failed, exit 1", in: texts(spool, array))
        }
    }
}
