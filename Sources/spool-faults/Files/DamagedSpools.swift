import Glibc
import SpoolModel
import SystemCalls

/// How many records and spools are damaged.
struct FilesOptions: Sendable {
    var records = 100_000
    /// Spools with one file damaged; each name and each kind of damage once before any of them comes again.
    var spools = 1000
    var seed: UInt64 = 1
    var directory: FilePath = "/dev/shm"
}

/// Spools with a file that is not as it should be, and every program let loose on them.
struct DamagedSpools {
    private let bench: Bench
    private let options: FilesOptions
    private let model: FilePath
    private var outside: FilePath { bench.base / "outside/file" }
    private static let secret = Array("nobody may read, change or delete this\n".utf8)
    private(set) var violations = 0

    /// Makes the spool that is damaged again and again: a job in each state.
    init(_ bench: Bench, _ options: FilesOptions) throws {
        self.bench = bench
        self.options = options
        model = bench.base / "model"
        try bench.clear()
        for (words, isRun) in [
            (["submit", "--label", "a=b", "--", "echo", "x"], true),
            (["submit", "--retries", "1", "--delay", "50ms", "false"], true),
            (["submit", "--array", "1-3", "-c", "echo {}; exit $(({} - 1))"], true),
            (["submit", "--on-loss", "requeue", "true"], true),
            (["submit", "--retries", "1", "--delay", "1ms", "false"], false), (["submit", "--hold", "true"], false),
            (["submit", "--name", "n", "true"], false), (["submit", "--array", "1-3", "true"], false),
            (["submit", "true"], false),
        ] {
            let result = try bench.run([bench.tool, "--spool", "\(bench.spool)"] + words)
            if !result.isSuccess { throw SweepError("'\(words)' failed: \(result.error)") }
            if isRun { try bench.require("supervise", "--drain", "--slots", "2") }
        }
        try bench.require("cancel", "9")
        try bench.require("retry", "4")
        try bench.submit("sleep 60")
        try FileDescriptor.workingDirectory.open(bench.spool / Layout.config, O_WRONLY | O_CREAT).writeAll(
            Array("slots=2\n".utf8))
        try bench.require("supervise", "--once", "--slots", "9")
        try bench.endAllProcesses()
        try bench.run(["cp", "-a", "\(bench.spool)", "\(model)"])
    }

    mutating func run() throws {
        var chance = Chance(seed: options.seed)
        let files = Self.paths(below: model)
        let whole = RecordFuzz(files.map { model / $0 }).run(options.records, &chance)
        try say("\(options.records) damaged records read, \(whole) of them whole all the same\n")
        let kinds = Damage.allCases
        // A step that has no common factor with the number of pairs comes to each of them once.
        let pairs = files.count * kinds.count
        for round in 0..<options.spools {
            let pair = (round &* 7919 &+ Int(options.seed)) % pairs
            let path = files[pair / kinds.count]
            let kind = kinds[pair % kinds.count]
            let found = try look(at: path, kind, &chance)
            violations += found.count
            for violation in found { try say("VIOLATION in \(path) \(kind.rawValue), round \(round): \(violation)\n") }
        }
        try say(
            "\(options.spools) spools of \(files.count) files, \(violations) violations\n")
    }

    private func look(at path: FilePath, _ kind: Damage, _ chance: inout Chance) throws -> [String] {
        try bench.clear()
        try bench.deleteTree(bench.base / "outside")
        try bench.run(["cp", "-a", "\(model)", "\(bench.spool)"])
        try FileDescriptor.workingDirectory.makeDirectory(outside.parent)
        try FileDescriptor.workingDirectory.open(outside, O_WRONLY | O_CREAT).writeAll(Self.secret)
        try kind.apply(to: bench.spool / path, outside: outside, in: bench, &chance)
        let before = try FileDescriptor.workingDirectory.status(of: outside)
        var found: [String] = []
        for words in Self.commands { found += try run(words) }
        let after = try? FileDescriptor.workingDirectory.status(of: outside)
        if (try? FileDescriptor.workingDirectory.open(outside, O_RDONLY).readAll()) != Self.secret
            || after?.permissions != before.permissions || names(in: outside.parent) != [outside.lastComponent]
        {
            found.append("a file outside the spool was touched")
        }
        try bench.endAllProcesses()
        return found
    }

    private static let commands = [
        ["status"], ["status", "all"], ["status", "--json"], ["show", "1"], ["show", "2"], ["show", "3"], ["why", "5"],
        ["why", "10"],
        ["log", "3"], ["result", "1"], ["history"], ["results", "all"], ["check"], ["submit", "true"],
        ["supervise", "--drain", "--slots", "3"], ["check", "--repair"], ["cancel", "7"], ["retry", "2"],
        ["hold", "8"],
        ["release", "6"], ["supervise", "--drain"], ["status", "all"], ["prune", "--keep", "0"],
    ]

    /// Runs a command: it ends in time by itself, with 64 MB of memory, and shows nothing that a terminal would obey.
    private func run(_ words: [String]) throws -> [String] {
        let name = "'spool \(words.joined(separator: " "))'"
        let program = ["prlimit", "--data=\(64 << 20)", "--core=0", bench.tool, "--spool", "\(bench.spool)"]
        let result = try bench.run(program + words, limit: 10_000)
        guard let status = result.status else {
            // A delay may have become a long one, and what cannot be put into its folder waits for that.
            let isWaiting =
                words[0] == "supervise" && jobs(in: bench.spool).contains { [.delayed, .running].contains($0.state) }
            return isWaiting ? [] : ["\(name) hangs"]
        }
        if case .signaled(let signal) = status {
            return ["\(name) was ended by signal \(signal): \(result.error.suffix(500))"]
        }
        if words[0] == "log" { return [] }
        // A tab stands between fields.
        let lines = (result.output + result.error).split { $0 == "\n" || $0 == "\t" }
        let hostile = lines.first { printable(String($0)) != $0 }
        return hostile.map { ["\(name) shows '\(printable(String($0)))' as it is"] } ?? []
    }

    /// Every path below a directory, from it on.
    private static func paths(below base: FilePath, _ folder: FilePath = "") -> [FilePath] {
        names(in: base / folder).flatMap { name -> [FilePath] in
            let path = folder / name
            let kind = try? FileDescriptor.workingDirectory.status(of: base / path).kind
            return [path] + (kind == .directory ? paths(below: base, path) : [])
        }
    }

    private func say(_ text: String) throws { try StandardStream.output.write(Array(text.utf8)) }
}
