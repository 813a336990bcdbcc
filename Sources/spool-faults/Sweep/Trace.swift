/// The system calls of one run, as `strace -o` wrote them.
struct Trace {
    struct Call {
        let name: String
        /// The how-manieth of its name, from 1.
        let occurrence: Int
        /// Whether it comes after the loader and the Swift runtime have started the program, or the one that it has become.
        let isOwn: Bool
        /// Whether it is to open a file that may be changed by it.
        var opensToWrite = false
    }

    let calls: [Call]

    /// The first calls of the programs' own code: `openMissingStandardStreams` of `spool`, `blockAllSignals` of `spool-shepherd`.
    private static let firstOwnCalls = ["fcntl(0, F_GETFD", "rt_sigprocmask(SIG_SETMASK, ~["]

    init(_ log: String) {
        let lines = log.split(separator: "\n")
        let isFirstOwn = { (line: Substring) in Self.firstOwnCalls.contains { line.hasPrefix($0) } }
        var isOwn = !lines.contains(where: isFirstOwn)
        var counts: [String: Int] = [:]
        var calls: [Call] = []
        for line in lines {
            if isFirstOwn(line) { isOwn = true }
            guard let end = line.firstIndex(of: "("), line.first?.isLetter == true else { continue }
            let name = String(line[..<end])
            counts[name, default: 0] += 1
            calls.append(
                Call(
                    name: name, occurrence: counts[name] ?? 1, isOwn: isOwn,
                    opensToWrite: ["O_WRONLY", "O_RDWR", "O_CREAT"].contains { line.contains($0) }))
            if name == "execve" { isOwn = false }
        }
        self.calls = calls
    }

    /// Whether the log of a disturbed run shows that its point was reached.
    static func showsFault(_ log: String) -> Bool { log.contains("INJECTED") || log.contains("+++ killed by SIGKILL") }
}
