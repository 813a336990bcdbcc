import Foundation

/// Processes that were started through Foundation, for as long as they run.
///
/// Foundation keeps each `Process` for ever, 1.3 KB, unless somebody has waited for its end: the source in the run loop that tells of the end
/// holds the process, and the process the source (swift-corelibs-foundation 6.3.1, `Process.swift`). To wait for one that has ended takes no time.
struct StartedProcesses {
    private var processes: [Process] = []

    var count: Int { processes.count }

    mutating func add(_ process: Process) { processes.append(process) }

    /// Lets those go that have ended.
    mutating func forgetEnded() {
        processes.removeAll { process in
            if process.isRunning { return false }
            process.waitUntilExit()
            return true
        }
    }
}
