import SystemCalls

/// An empty directory in the place of another one, which only one process and its children see.
enum PrivateMount {
    /// The words before those of a program.
    static func hiding(_ path: String) -> [String] {
        ["unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs \(path) && exec \"$@\"", "sh"]
    }

    /// Whether a program runs so.
    static func allows(_ words: [String]) -> Bool {
        let run = try? ProgramRun(
            words.map { Array($0.utf8) }, environment: [Array("PATH=/usr/bin:/bin:/usr/sbin:/sbin".utf8)])
        return run?.status == .exited(0)
    }
}
