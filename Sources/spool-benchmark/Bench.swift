import Glibc
import SystemCalls

/// Where and with what is measured.
struct Bench: ~Copyable {
    let workspace: Workspace
    let sizes: Sizes
    let spool: String
    let ownExecutable: String

    init(_ options: BenchmarkOptions) throws {
        let own = try OwnProcess.executable()
        for name in ["spool", "spool-shepherd"] as [FilePath]
        where (try? FileDescriptor.workingDirectory.openFollowing(own.parent / name, O_RDONLY)) == nil {
            throw Failure("there is no \(name) beside \(own). Build it: swift build -c release --static-swift-stdlib")
        }
        workspace = try Workspace(options.directory)
        sizes = Sizes(options)
        spool = String(decoding: (own.parent / "spool").bytes, as: UTF8.self)
        ownExecutable = String(decoding: own.bytes, as: UTF8.self)
    }

    /// A file to catch a program's output in.
    var scratch: FilePath { workspace.path / "scratch" }

    /// A file of so many lines; each holds its number, or the same text.
    func makeLines(_ count: Int, of text: String? = nil) throws -> FilePath {
        let path = workspace.path / "lines"
        try writeFile(path, Array((1...count).map { (text ?? String($0)) + "\n" }.joined().utf8))
        return path
    }

    /// Whether `spool` has a command of this name.
    func hasCommand(_ name: String) -> Bool { (try? Child.run([spool, "help", name])) != nil }
}

/// Measures what the options ask for, and writes the document.
func measure(_ options: BenchmarkOptions) throws {
    let bench = try Bench(options)
    if bench.workspace.fileSystem.type == "tmpfs" {
        report("spool-benchmark: \(bench.workspace.path) lies in memory; the figures tell nothing about a disk.")
    }
    var document = Document(
        machine: Machine.description(of: bench.workspace),
        versions: Peer.allCases.map { peer in
            peer.isInstalled
                ? "\(peer.title): \(peer.package) \(peer.version(scratch: bench.scratch))"
                : "\(peer.title): not installed, passed over"
        },
        commandLine: (["spool-benchmark"] + OwnProcess.arguments.map(printable)).joined(separator: " "))
    for measure in Measure.allCases where options.only.contains(measure) {
        report("spool-benchmark: \(measure.rawValue)")
        switch measure {
        case .dispatch: document.sections += [try bench.dispatch()]
        case .submit: document.sections += [try bench.submit()]
        case .latency: document.sections += [try bench.latency()]
        case .idle: document.sections += [try bench.idle()]
        case .memory: document.sections += [try bench.memory()]
        case .status:
            if bench.hasCommand("status") {
                document.sections += [try bench.status()]
            } else {
                report("spool-benchmark: this spool has no command 'status'; it is passed over.")
            }
        }
    }
    let text = Array(document.markdown.utf8)
    try StandardStream.output.write(text)
    if let output = options.output { try writeFile(output, text) }
}
