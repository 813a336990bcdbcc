import SpoolModel
import SystemCalls

extension Globals {
    /// Opens the spool, which must exist.
    func openSpool() throws -> Spool { try Spool(at: try location()) }

    /// Opens the spool, and makes it where there is none.
    func openOrCreateSpool() throws -> Spool {
        let path = try location()
        do throws(SpoolError) { return try Spool(at: path) } catch {
            guard case .noSpool = error else { throw error }
            return try Spool.create(at: path)
        }
    }

    /// The absolute path of the spool, which need not exist.
    func spoolPath() throws -> FilePath {
        if let spool = try? openSpool() { return spool.path }
        return try OwnProcess.absolute(location())
    }

    /// The first that says something: `--spool`, `SPOOL_DIR`, a spool in the working directory, the user's own.
    private func location() throws -> FilePath {
        if let spool { return spool }
        if let named = OwnProcess.variable("SPOOL_DIR") { return named }
        if Spool.exists(at: "spool") { return "spool" }
        if let state = OwnProcess.variable("XDG_STATE_HOME"), state.isAbsolute { return state / "spool" }
        guard let home = OwnProcess.variable("HOME") else {
            throw Failure("HOME is not set. Name a spool with --spool DIR.")
        }
        return home / ".local/state/spool"
    }
}

/// An error of a command itself: a sentence on what happened, and one on what to do.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
