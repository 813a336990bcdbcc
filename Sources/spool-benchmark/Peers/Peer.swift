import Glibc
import SystemCalls

/// The other programs.
enum Peer: String, CaseIterable, Sendable {
    case xargs
    case parallel
    case taskSpooler = "tsp"
    case nq
    case hyperQueue

    /// What it is called in the document.
    var title: String {
        switch self {
        case .xargs: "xargs"
        case .parallel: "GNU parallel"
        case .taskSpooler: "task-spooler"
        case .nq: "nq"
        case .hyperQueue: "HyperQueue"
        }
    }

    /// The Debian package; nil where there is none.
    private var package: String? {
        switch self {
        case .xargs: "findutils"
        case .parallel: "parallel"
        case .taskSpooler: "task-spooler"
        case .nq: "nq"
        case .hyperQueue: nil
        }
    }

    var isInstalled: Bool {
        if self == .hyperQueue { return Programs.output(of: ["python3", "-c", "import hyperqueue"]) != nil }
        return executableCandidates(for: Array(rawValue.utf8), environment: OwnProcess.environment, directory: "/")
            .contains { $0.isAbsolute && $0.isExecutable }
    }

    /// A line on it for the document. Most do not tell their version themselves, so the package system is asked.
    var description: String {
        if !isInstalled { return "\(title): not installed, passed over" }
        guard let package else {
            let module = "import importlib.metadata as m; print(m.version('hyperqueue'))"
            return "\(title): \(Programs.output(of: ["python3", "-c", module]) ?? "of an unknown version"), from PyPI"
        }
        let version = Programs.output(of: ["dpkg-query", "-W", "-f", "${Version}", package])
        return "\(title): \(package) \(version ?? "of an unknown version")"
    }

    /// Installs what is missing, as far as that is possible here.
    static func installMissing() {
        let packages = allCases.filter { !$0.isInstalled }.compactMap(\.package)
        if !packages.isEmpty {
            install(["apt-get", "install", "-y", "--no-install-recommends"] + packages)
        }
        if !Peer.hyperQueue.isInstalled {
            install(["python3", "-m", "pip", "install", "--quiet", "hyperqueue"])
        }
    }

    private static func install(_ words: [String]) {
        report("spool-benchmark: \(words.joined(separator: " "))")
        let variables = ["DEBIAN_FRONTEND=noninteractive", "PIP_BREAK_SYSTEM_PACKAGES=1"]
        do { try Child.run(words, variables: variables, isShown: true) } catch {
            report("spool-benchmark: \(error) What is missing is passed over.")
        }
    }
}
