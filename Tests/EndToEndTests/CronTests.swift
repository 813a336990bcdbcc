import Glibc
import SpoolModel
import SystemCalls
import Testing

@Suite struct CronTests {
    /// A directory whose name a crontab can hold, with a program `crontab` in it that keeps its table in a file.
    private struct FakeCron {
        let spool: TestSpool
        let directory: String

        /// The spool that cron is to look after.
        var path: String { directory + "/100% mine" }
        var table: String? { readText(directory + "/bin/table") }

        func setTable(_ text: String) throws { try writeFile(directory + "/bin/table", text) }

        func run(_ arguments: String..., path search: String? = nil) async throws -> ToolResult {
            let environment = ["PATH=\(search ?? directory + "/bin:/usr/bin:/bin")", "HOME=\(directory)"]
            return try await spool.start(
                [TestSpool.tool, "--spool", path, "cron"] + arguments, environment: environment.map { Array($0.utf8) }
            ).result()
        }

        /// The line that is to be in the table.
        func line(_ options: String = "") -> String {
            let escaped = directory + #"/100\% mine"#
            let quoted = escaped.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
            let tool = String(decoding: shellQuoted(Array(TestSpool.tool.utf8)), as: UTF8.self)
            return "* * * * * \(tool) --spool '\(quoted)' supervise\(options) >/dev/null 2>&1 # spool: \(escaped)"
        }
    }

    private func withFakeCron(_ body: (FakeCron) async throws -> Void) async throws {
        try await TestSpool.with { spool in
            let cron = FakeCron(
                spool: spool,
                directory: try makeTemporaryDirectory("/tmp/spool cron's"))
            try makeDirectory(cron.directory + "/bin")
            let program = """
                #!/bin/sh
                table=${0%/*}/table
                case $1 in
                -l) cat "$table" 2>/dev/null || { echo 'no crontab for ada' >&2; exit 1; } ;;
                -) cat > "$table" ;;
                esac
                """
            try writeFile(cron.directory + "/bin/crontab", program.utf8, mode: 0o700)
            do { try await body(cron) } catch {
                try await spool.execute("/bin/rm", "-rf", "--", cron.directory)
                throw error
            }
            try await spool.execute("/bin/rm", "-rf", "--", cron.directory)
        }
    }

    @Test func `install adds a line, show prints it, remove takes it away`() async throws {
        try await withFakeCron { cron in
            let missing = try await cron.run("show")
            #expect(missing.code == 1)
            #expect(missing.errorText.contains("'spool cron install' puts it there"))
            let installed = try await cron.run("install", "--slots", "3")
            #expect(installed.errorText == "")
            #expect(installed.outputText == "installed: \(cron.line(" --slots 3"))\n")
            #expect(cron.table == cron.line(" --slots 3") + "\n")
            let shown = try await cron.run("show")
            #expect(shown.outputText == cron.line(" --slots 3") + "\n")
            let removed = try await cron.run("remove")
            #expect(removed.code == 0)
            #expect(cron.table == "")
        }
    }

    @Test func `install twice is install once, and other lines stay`() async throws {
        try await withFakeCron { cron in
            try cron.setTable("# mine\r\n@daily x\r\n")
            let first = try await cron.run("install")
            #expect(first.outputText.hasPrefix("installed: "))
            let second = try await cron.run("install")
            #expect(second.outputText.hasPrefix("installed already: "))
            #expect(cron.table == "# mine\r\n@daily x\r\n" + cron.line() + "\n")
            _ = try await cron.run("remove")
            let again = try await cron.run("remove")
            #expect(again.code == 0)
            #expect(cron.table == "# mine\r\n@daily x\r\n")
        }
    }

    @Test func `the line starts a supervisor in the environment of cron`() async throws {
        try await withFakeCron { cron in
            let submitted = try await cron.spool.execute(TestSpool.tool, "--spool", cron.path, "submit", "true")
            #expect(submitted.outputText == "1\n")
            _ = try await cron.run("install")
            let command = try #require(cron.table).dropFirst("* * * * * ".count).dropLast()
                .split(separator: #"\%"#, omittingEmptySubsequences: false).joined(separator: "%")
            _ = try cron.spool.start(
                ["/bin/sh", "-c", command],
                environment: ["PATH=/usr/bin:/bin", "HOME=/", "SHELL=/bin/sh"].map { Array($0.utf8) }, directory: "/")
            try await eventually("the end of the job") { fileExists(cron.path + "/finished/succeeded/0/1") }
            let pid = try #require(recordFields(readText(cron.path + "/supervisor") ?? "")["pid"].flatMap { pid_t($0) })
            let supervisor = try #require(ProcessIdentity(current: pid))
            #expect(ProcessHandle(supervisor)?.send(SIGTERM) == true)
            try await eventually("the end of the supervisor") { !isAlive(supervisor) }
        }
    }

    @Test func `without a program 'crontab' it says what to install`() async throws {
        try await withFakeCron { cron in
            let result = try await cron.run("install", path: "/nonexistent")
            #expect(result.code == 1)
            #expect(result.errorText.contains("there is no program 'crontab' in PATH. Install cron"))
        }
    }

    @Test func `what cron says against a user is passed on, and nothing is overwritten`() async throws {
        try await withFakeCron { cron in
            let program = "#!/bin/sh\necho 'You (ada) are not allowed to use this program' >&2\nexit 1\n"
            try writeFile(cron.directory + "/bin/crontab", program)
            for action in ["install", "remove", "show"] {
                let result = try await cron.run(action)
                #expect(result.code == 1)
                #expect(result.errorText.contains("crontab refuses: You (ada) are not allowed to use this program."))
            }
        }
    }

    @Test func `a spool with a newline in its path is refused`() async throws {
        try await TestSpool.with { spool in
            let result = try await spool.run("cron", "install")
            #expect(result.code == 1)
            #expect(result.errorText.contains(#"a\nspool holds a newline, which no crontab can."#))
        }
    }

    @Test func `slots go with install alone`() async throws {
        try await withFakeCron { cron in
            let result = try await cron.run("show", "--slots", "3")
            #expect(result.code == 2)
        }
    }

    @Test(.enabled(if: PrivateCrontabs.areAvailable, "no crontab program, or no right to a private mount"))
    func `the crontab program of this system takes the line`() async throws {
        try await withFakeCron { cron in
            let script = """
                echo '@daily true' | crontab - && "$0" --spool "$1" cron install && "$0" --spool "$1" cron show &&
                    crontab -l && "$0" --spool "$1" cron remove >/dev/null && crontab -l
                """
            let result = try await cron.spool.start(
                PrivateCrontabs.prefix + ["sh", "-c", script, TestSpool.tool, cron.path],
                environment: [Array("PATH=/usr/bin:/bin:/usr/sbin:/sbin".utf8), Array("HOME=/".utf8)]
            ).result()
            #expect(result.errorText == "")
            #expect(
                result.outputText
                    == "installed: \(cron.line())\n\(cron.line())\n@daily true\n\(cron.line())\n@daily true\n")
        }
    }
}

/// The crontabs of this system, hidden behind an empty directory that only one process and its children see.
enum PrivateCrontabs {
    static let prefix = PrivateMount.hiding("/var/spool/cron/crontabs")
    static let areAvailable = PrivateMount.allows(prefix + ["crontab", "-"])
}
