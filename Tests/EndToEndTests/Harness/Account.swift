import Glibc
import SystemCalls
import Testing

/// A user without rights and without a name, for one test.
struct Account: Sendable {
    let number: uid_t

    /// Whether this user may become another one, who then can reach the programs.
    static let isPermitted = geteuid() == 0 && access("/usr/bin/setpriv", X_OK) == 0 && programsAreForAll

    /// Whether no directory on the way to the programs is closed to others, as the home of root is.
    private static let programsAreForAll: Bool = {
        var directory = ""
        return TestSpool.programs.split(separator: "/").allSatisfy { name in
            directory += "/" + name
            return (status(directory)?.permissions ?? 0) & 0o001 != 0
        }
    }()

    /// What executes a program as this user.
    var prefix: [String] { ["setpriv", "--reuid=\(number)", "--regid=\(number)", "--clear-groups"] }

    /// Gives the user the directory of a test.
    func own(_ spool: TestSpool) async throws {
        let result = try await spool.execute("chown", "-R", "\(number):\(number)", spool.base)
        #expect(result.code == 0)
    }
}

extension TestSpool {
    /// Runs the tool as a user.
    func run(as account: Account, _ arguments: String...) async throws -> ToolResult {
        try await start(account.prefix + [Self.tool, "--spool", path] + arguments).result()
    }

    func submit(as account: Account, _ arguments: String...) async throws -> Int {
        let result = try await start(account.prefix + [Self.tool, "--spool", path, "submit"] + arguments).result()
        return try #require(Int(result.outputText.dropLast()), "\(result.errorText)")
    }
}
