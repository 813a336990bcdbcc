import Glibc
import SystemCalls

/// The other programs.
enum Peer: String, CaseIterable, Sendable {
    case xargs
    case parallel
    case taskSpooler = "tsp"
    case nq

    /// What it is called in the document.
    var title: String {
        switch self {
        case .xargs: "xargs"
        case .parallel: "GNU parallel"
        case .taskSpooler: "task-spooler"
        case .nq: "nq"
        }
    }

    /// The Debian package.
    var package: String {
        switch self {
        case .xargs: "findutils"
        case .parallel: "parallel"
        case .taskSpooler: "task-spooler"
        case .nq: "nq"
        }
    }

    var isInstalled: Bool {
        executableCandidates(for: Array(rawValue.utf8), environment: OwnProcess.environment, directory: "/")
            .contains { $0.isAbsolute && (try? FileDescriptor.workingDirectory.openFollowing($0, 0x20_0000)) != nil }
    }

    /// The installed version; nq and others do not tell it themselves, so the package system is asked.
    func version(scratch: FilePath) -> String {
        let query = ["dpkg-query", "-W", "-f", "${Version}\n", package]
        guard (try? Child.run(query, output: scratch)) != nil, let line = linesOfFile(scratch).first else {
            return "of an unknown version"
        }
        return line
    }
}
