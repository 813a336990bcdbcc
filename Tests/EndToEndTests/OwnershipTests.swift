import Glibc
import SystemCalls
import Testing

/// A spool is for one user.
@Suite struct OwnershipTests {
    @Test(.enabled(if: Account.isPermitted, "needs the right to become another user, who can reach the programs"))
    func `a user without rights submits and supervises`() async throws {
        let account = Account(number: 54_330)
        try await TestSpool.with { spool in
            try await account.own(spool)
            let id = try await spool.submit(as: account, "sh", "-c", "id -u; setsid sleep 1000 & exit 3")
            #expect(try await spool.run(as: account, "supervise", "--drain").code == 0)
            #expect(spool.state(of: id) == "failed")
            #expect(spool.output(of: id) == "\(account.number)\n")
            #expect(spool.result(of: id)["left_behind"] == "1")
        }
    }

    @Test(.enabled(if: Account.isPermitted, "needs the right to become another user, who can reach the programs"))
    func `another user's spool is refused, be it root who asks`() async throws {
        let (owner, other) = (Account(number: 54_331), Account(number: 54_332))
        try await TestSpool.with { spool in
            try await owner.own(spool)
            _ = try await spool.submit(as: owner, "true")
            for command in [["submit", "true"], ["supervise", "--once"]] {
                let byRoot = try await spool.run(bytes: command.map(\.bytes))
                #expect(byRoot.code == 1 && byRoot.errorText.contains("belongs to another user"))
            }
            try await spool.execute("chmod", "755", spool.base, spool.path)
            let byOther = try await spool.run(as: other, "submit", "true")
            #expect(byOther.code == 1 && byOther.errorText.contains("belongs to another user"))
            #expect(spool.allJobs == [1])
        }
    }

    @Test(arguments: ["777", "770", "702"])
    func `a spool that others may write to is refused, with what to do`(mode: String) async throws {
        try await TestSpool.with { spool in
            _ = try await spool.submit("true")
            try await spool.execute("chmod", mode, spool.path)
            for command in [["submit", "true"], ["supervise", "--once"]] {
                let result = try await spool.run(bytes: command.map(\.bytes))
                #expect(result.code == 1 && result.errorText.contains("chmod 700"))
            }
            #expect(spool.state(of: 1) == "queued")
        }
    }

    /// Symptom: with the umask 002 an empty directory was no place for a spool, and `/tmp` was to be closed to others.
    @Test func `a directory that others may write to becomes a spool, or is none`() async throws {
        try await TestSpool.with { spool in
            try makeDirectory(spool.path)
            #expect(chmod(spool.path, 0o775) == 0)
            #expect(try await spool.run("submit", "true").code == 0)
            #expect(status(spool.path)?.permissions == 0o700)
            try makeDirectory(spool.base + "/other")
            try writeFile(spool.base + "/other/file", "")
            #expect(chmod(spool.base + "/other", 0o777) == 0)
            for command in ["submit true", "status"] {
                let result = try await spool.execute(
                    "sh", "-c", #""$0" --spool other \#(command)"#, TestSpool.tool)
                #expect(result.code == 1 && result.errorText.contains("is no spool"), "\(result.errorText)")
            }
        }
    }

    @Test func `a directory that is no spool is left alone`() async throws {
        try await TestSpool.with { spool in
            try makeDirectory(spool.base + "/mine")
            try writeFile(spool.base + "/mine/file", "mine")
            chmod(spool.base + "/mine", 0o755)
            let result = try await spool.execute(TestSpool.tool, "--spool", spool.base + "/mine", "status")
            #expect(result.code == 1, "\(result.errorText)")
            #expect(namesIn(spool.base + "/mine") == ["file"])
            #expect(status(spool.base + "/mine")?.permissions == 0o755)
        }
    }

    @Test func `a file in the spool's place is refused`() async throws {
        try await TestSpool.with { spool in
            try writeFile(spool.path, "mine")
            for command in [["submit", "true"], ["supervise", "--once"]] {
                let result = try await spool.run(bytes: command.map(\.bytes))
                #expect(result.code == 1)
                #expect(result.errorText.split(separator: "\n").count == 1, "\(result.errorText)")
            }
            #expect(readText(spool.path) == "mine")
        }
    }
}
