import Glibc
import SpoolModel
import SystemCalls

/// A process that reads a spool again and again while it is disturbed, as `spool status ID` does, and writes down what must not be.
enum Reader {
    static let word = "read"

    /// - Parameter words: the spool, the number of slots, the file for what is found, and the ids of jobs that exist.
    static func run(_ words: [[UInt8]]) -> Int32 {
        guard words.count >= 3, let slots = Int(ascii: words[1]) else { return 2 }
        let path = FilePath(bytes: words[0])
        let ids = words.dropFirst(3).compactMap { JobID($0) }
        guard
            let report = try? FileDescriptor.workingDirectory.open(
                FilePath(bytes: words[2]), O_WRONLY | O_CREAT | O_APPEND)
        else { return 2 }
        var found: Set<String> = []
        var round = 0
        // Without its parent it would read for ever. That may be process 1, of a namespace.
        let parent = getppid()
        while getppid() == parent {
            var problems = look(at: path, ids)
            if round % 8 == 0 { problems += count(in: path, slots) }
            for problem in problems where found.insert(problem).inserted {
                try? report.writeAll(Array((problem + "\n").utf8))
            }
            round += 1
            usleep(2000)
        }
        return 0
    }

    private static func look(at path: FilePath, _ ids: [JobID]) -> [String] {
        do {
            let spool = try Spool(at: path)
            return ids.compactMap { id in
                do throws(SpoolError) { return try spool.summary(of: id).problem } catch {
                    return "a reader was told: \(error)"
                }
            }
        } catch {
            return ["a reader was told: \(error)"]
        }
    }

    /// Attempts that have processes alive, against the number that may.
    static func count(in path: FilePath, _ slots: Int) -> [String] {
        let mark = Array("SPOOL_DIR=\(path)".utf8)
        var alive: Set<[UInt8]> = []
        for process in allProcesses() where !process.isZombie {
            guard let variables = environmentOfProcess(process.identity.pid), variables.contains(mark),
                let id = variables.first(where: { $0.starts(with: "SPOOL_JOB_ID=".utf8) })
            else { continue }
            alive.insert(id)
        }
        return alive.count > slots ? ["\(alive.count) jobs had processes alive, with \(slots) slots"] : []
    }
}
