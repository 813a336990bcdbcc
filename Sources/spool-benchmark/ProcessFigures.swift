import SystemCalls

/// What the kernel tells of a process.
enum ProcessFigures {
    /// The value of a line such as `VmRSS:     1234 kB`. Source: proc(5).
    static func kibibytes(_ key: String, in file: FilePath) throws -> Int {
        let line = linesOfFile(file).first { $0.hasPrefix(key + ":") }
        guard
            let number = line?.dropFirst(key.count + 1).split(whereSeparator: \.isWhitespace).first.flatMap({ Int($0) })
        else {
            throw Failure("there is no line '\(key)' in \(file).")
        }
        return number
    }

    /// Its share of the memory: what several processes have in common counts for each in part.
    static func proportionalKibibytes(of pid: Int32) throws -> Int {
        try kibibytes("Pss", in: "/proc/\(pid)/smaps_rollup")
    }

    /// Nanoseconds for which its threads have had a processor. Source: Linux, Documentation/scheduler/sched-stats.rst.
    static func processorNanoseconds(of pid: Int32) throws -> Int {
        let tasks: FilePath = "/proc/\(pid)/task"
        return try FileDescriptor.workingDirectory.openDirectory(tasks).entries().reduce(0) { total, thread in
            let words = linesOfFile(tasks / thread / "schedstat").first?.split(separator: " ")
            return total + (words?.first.flatMap { Int($0) } ?? 0)
        }
    }
}

/// As the tables show it.
func mebibytes(_ kibibytes: Int) -> String { (Double(kibibytes) / 1024).text(1) }
