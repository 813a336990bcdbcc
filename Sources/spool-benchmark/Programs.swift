import Glibc
import SystemCalls

/// The programs that are measured, and where they come from.
struct Programs: Sendable {
    private(set) var spool: String
    /// This program, which is a measured job as well.
    private(set) var own: String
    /// The commit that they were built from.
    let commit: String

    /// Finds the programs, or builds them.
    ///
    /// - Parameter isSmoke: whether any build will do.
    init(isSmoke: Bool) throws {
        let executable = try OwnProcess.executable()
        let checkout = Self.checkout(above: executable.parent)
        var directory = executable.parent
        let isForDebugging =
            executable.parent.bytes.split(separator: UInt8(ascii: "/")).last.map(Array.init)
            == Array("debug".utf8)
        if !Self.hold(directory) || (isForDebugging && !isSmoke) {
            guard let checkout else {
                throw Failure(
                    "the programs of spool are not all beside \(executable), and there is no checkout to build them.")
            }
            directory = try Self.build(checkout)
        }
        spool = (directory / "spool").text
        own = executable.text
        commit = checkout.map(Self.commit) ?? "unknown"
    }

    /// Measures copies from here on, as the README has a user make them, and as the other programs came from their packages.
    ///
    /// What a linker has just written lies in the page cache in smaller pieces than what was copied or read from the disk: `spool submit` then has 167
    /// page faults in the place of 141, and takes 2.3 ms in the place of 1.7 (fastest tenth of 300 calls in memory).
    mutating func install(in directory: FilePath) throws {
        let built = FilePath(spool).parent
        try Child.run(["cp"] + (Self.names.map { built / $0 } + [FilePath(own), directory]).map(\.text))
        spool = (directory / "spool").text
        own = (directory / FilePath(own).lastComponent).text
    }

    private static let names: [FilePath] = ["spool", "spool-supervisor", "spool-shepherd"]

    private static func hold(_ directory: FilePath) -> Bool {
        names.allSatisfy { (directory / $0).isExecutable }
    }

    /// The package that a directory lies in.
    private static func checkout(above directory: FilePath) -> FilePath? {
        let parts = directory.bytes.split(separator: UInt8(ascii: "/"))
        return (1...max(1, parts.count)).reversed().lazy.map { count in
            FilePath(bytes: parts.prefix(count).flatMap { [UInt8(ascii: "/")] + $0 })
        }.first { (try? FileDescriptor.workingDirectory.status(of: $0 / "Package.swift")) != nil }
    }

    /// Builds a release, and says where it is.
    private static func build(_ checkout: FilePath) throws -> FilePath {
        let words = [
            "swift", "build", "-c", "release", "--package-path", checkout.text,
        ]
        report("spool-benchmark: \(words.joined(separator: " "))")
        try Child.run(words + ["--product", "spool"], isShown: true)
        guard let path = output(of: words + ["--show-bin-path"]) else {
            throw Failure("'\(words.joined(separator: " ")) --show-bin-path' does not say where the programs are.")
        }
        return FilePath(path)
    }

    private static func commit(of checkout: FilePath) -> String {
        let git = ["git", "-C", checkout.text]
        guard let commit = output(of: git + ["rev-parse", "--short=12", "HEAD"]) else { return "unknown" }
        let changes = output(of: git + ["status", "--porcelain", "--untracked-files=no"]) ?? ""
        return changes.isEmpty ? commit : "\(commit), with changes that are not committed"
    }

    /// What a program prints, without the newline at its end; nil where it fails.
    static func output(of words: [String]) -> String? {
        let run = try? ProgramRun(words.map { Array($0.utf8) }, environment: OwnProcess.environment)
        guard let run, run.status == .exited(0) else { return nil }
        return String(
            decoding: run.output.last == UInt8(ascii: "\n") ? run.output.dropLast() : run.output[...], as: UTF8.self)
    }
}
