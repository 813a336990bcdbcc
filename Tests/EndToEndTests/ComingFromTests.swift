import Glibc
import SystemCalls
import Testing

/// Our commands in docs/coming-from.md are accepted, and do what they are to do.
@Suite struct ComingFromTests {
    private static let peers = ["pueue", "task-spooler", "nq", "GNU parallel", "at, batch", "Slurm", "xargs"]

    private static let table: CommandTable = {
        let repository = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }
        return CommandTable(readText(repository + "/docs/coming-from.md") ?? "")
    }()

    @Test func `each row holds a command of ours, or says that there is none`() {
        #expect(Self.table.problems == [])
        for peer in Self.peers {
            #expect(Self.table.rows.count { $0.peer == peer && !$0.isNotThere } >= 8, "\(peer)")
        }
    }

    @Test func `a row without a command of ours is a problem`() {
        let table = CommandTable(
            """
            ## peer
            | peer | spool | |
            |---|---|---|
            | `a \\| b` | `c \\| spool run`, `spool status` | |
            | `d` | not there | `spool status` |
            | `e` | by hand | |
            | `f` | `make` | |
            """)
        #expect(table.rows.map(\.commands) == [["c | spool run", "spool status"], [], [], ["make"]])
        #expect(table.rows.map(\.peer) == ["peer", "peer", "peer", "peer"])
        #expect(table.problems.map { $0.prefix(7) } == ["line 6:", "line 7:"])
    }

    @Test(arguments: peers) func `each command of ours succeeds`(peer: String) async throws {
        for row in Self.table.rows where row.peer == peer {
            for command in row.commands { try await expectSuccess(command, line: row.line) }
        }
    }

    /// Runs a command in a spool of its own, in which a supervisor is alive and job 42 is what it can be applied to.
    private func expectSuccess(_ command: String, line: Int) async throws {
        if !command.contains("cron") { return try await TestSpool.with { try await run(command, line, in: $0) } }
        // A crontab can hold no spool with a line feed in its name.
        let directory = try makeTemporaryDirectory("/tmp/spool coming from")
        try await TestSpool.with(in: directory, name: "spool") { spool in
            try await run(command, line, in: spool)
            try await spool.execute("/bin/rm", "-rf", "--", directory)
        }
    }

    private func run(_ command: String, _ line: Int, in spool: TestSpool) async throws {
        let environment = [
            "PATH=\(spool.base)/bin:\(TestSpool.programs):/usr/bin:/bin", "HOME=\(spool.base)",
            "SPOOL_DIR=\(spool.path)",
        ].map(\.bytes)
        func shell(_ line: String) async throws -> ToolResult {
            try await spool.start(["/bin/sh", "-c", line], environment: environment).result()
        }
        let preparation = try await shell(Self.preparation(for: command))
        #expect(preparation.code == 0, "\(preparation.errorText)")
        let supervisor = try spool.start([TestSpool.tool, "supervise"], environment: environment)
        try await eventually("a supervisor") { spool.supervisor["pid"] == "\(supervisor.pid)" }
        if Self.kind(of: command) == .ended { try await spool.outcome(of: 42) }
        if Self.kind(of: command) == .failed { try await spool.wait(for: 42, toBe: "failed") }
        let script = "printf '#!/bin/sh\\n%s\\n' '\(command)' | spool submit --script -"
        let result = try await shell(command.hasPrefix("#SPOOL ") ? script : command)
        #expect(result.code == 0, "line \(line): \(command): \(result.errorText)")
        try await supervisor.end()
    }

    /// What job 42 is.
    private enum Kind: String {
        case ended = "echo done"
        case failed = "--array 1-2 false"
        case held = "--hold true"
        case waiting = "--at '2030-01-01 00:00' true"
    }

    private static func kind(of command: String) -> Kind {
        if command.contains("retry") { return .failed }
        if command.contains("release") || command.contains("resume") { return .held }
        let isForWaiting = ["cancel", "hold 42", "move", "why"].contains { command.contains($0) }
        return isForWaiting ? .waiting : .ended
    }

    /// A line that makes whatever the commands speak of.
    private static func preparation(for command: String) -> String {
        """
        set -e
        mkdir bin
        for name in bin/make bin/convert bin/crontab bin/sendmail told.sh query.sh job.sh; do
            printf '#!/bin/sh\\nexit 0\\n' > "$name"
            chmod 755 "$name"
        done
        for name in a.fa b.fa a.jpg big.txt; do echo "$name" > "$name"; done
        printf 'a.fa\\nb.fa\\n' > list.txt
        printf 'echo 1\\necho 2\\n' > commands.txt
        printf 'a\\tb\\n' > t.tsv
        spool submit true
        mv "$SPOOL_DIR/ids/2" "$SPOOL_DIR/ids/42"
        spool group set blast --slots 2
        spool limit set licence 3
        spool pool set gpu 4
        spool submit \(kind(of: command).rawValue)
        \(command.contains("resume") ? "spool pause" : "")
        """
    }
}
