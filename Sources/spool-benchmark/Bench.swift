import Glibc
import SystemCalls

/// Where and with what is measured.
struct Bench: ~Copyable {
    let workspace: Workspace
    let sizes: Sizes
    let programs: Programs
    /// The other programs that are there.
    let peers: [Peer]

    init(_ options: BenchmarkOptions) throws {
        var programs = try Programs(isSmoke: options.isSmoke)
        if options.installsPeers { Peer.installMissing() }
        let workspace = try Workspace(options.directory)
        try programs.install(in: try workspace.makeDirectory("programs"))
        self.workspace = workspace
        self.programs = programs
        peers = Peer.allCases.filter(\.isInstalled)
        sizes = Sizes(options)
    }

    /// A file to catch a program's output in.
    var scratch: FilePath { workspace.path / "scratch" }

    /// A spool in a new directory.
    func makeSpool(_ name: String) throws -> SpoolDirectory {
        SpoolDirectory(path: try workspace.makeDirectory(name) / "spool", program: programs.spool)
    }

    /// A file of so many lines; each holds its number, or the same text.
    func makeLines(_ count: Int, of text: String? = nil, after first: [String] = []) throws -> FilePath {
        let path = workspace.path / "lines"
        let lines = first + (0..<max(0, count - first.count)).map { text ?? String($0 + 1) }
        try writeFile(path, Array(lines.map { $0 + "\n" }.joined().utf8))
        return path
    }

    /// Starts a program that prints a number or a name, such as that of a job; that.
    func firstWord(of words: [String]) throws -> String {
        try Child.run(words, output: scratch)
        guard let line = linesOfFile(scratch).first else {
            throw Failure("'\(words.joined(separator: " "))' printed nothing.")
        }
        return line
    }

    /// The tables of one measure.
    func sections(of measure: Measure) throws -> [Section] {
        switch measure {
        case .dispatch: [try dispatch()]
        case .submit: [try submit(), try submitAlone(), try submitMany()]
        case .latency: [try latency()]
        case .idle: [try idle()]
        case .memory: [try memory()]
        case .wide: [try wide()]
        case .large: try large()
        }
    }
}

/// Measures what the options ask for, and writes the document.
func measure(_ options: BenchmarkOptions) throws {
    let bench = try Bench(options)
    if bench.workspace.fileSystem.type == "tmpfs" {
        report("spool-benchmark: \(bench.workspace.path) lies in memory; the figures tell nothing about a disk.")
    }
    var document = Document(
        date: Machine.date,
        machine: Machine.description(of: bench.workspace) + ["commit: \(bench.programs.commit)"],
        versions: Peer.allCases.map(\.description),
        commandLine: (["spool-benchmark"] + OwnProcess.arguments.map(printable)).joined(separator: " "))
    for measure in Measure.allCases where options.only.contains(measure) {
        report("spool-benchmark: \(measure.rawValue)")
        document.sections += try bench.sections(of: measure)
        // What was measured is kept when a later measure fails.
        if let directory = options.document { try document.write(to: directory) }
    }
    try StandardStream.output.write(Array(document.markdown().utf8))
}
