import Glibc
import SpoolModel
import SystemCalls

/// A look at all processes of the machine, and who started whom.
struct ProcessTree {
    private let processes: [ProcessStatus]

    init(_ processes: [ProcessStatus]) { self.processes = processes }

    /// All living descendants of some processes, without these.
    func descendants(of roots: Set<pid_t>) -> [ProcessIdentity] {
        var family = roots
        var found: [ProcessIdentity] = []
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for process in processes where family.contains(process.parent) {
                guard family.insert(process.identity.pid).inserted else { continue }
                isGrowing = true
                if !process.isZombie { found.append(process.identity) }
            }
        }
        return found
    }

    /// Some processes and all their descendants, as far as they live.
    func family(of roots: Set<pid_t>) -> [ProcessIdentity] {
        processes.filter { roots.contains($0.identity.pid) && !$0.isZombie }.map(\.identity) + descendants(of: roots)
    }

    /// Whether there is a process of which it cannot be told yet whether it belongs to an attempt.
    var isUncertain: Bool { processes.contains { $0.isBetweenPrograms } }

    /// The living processes of an attempt whose shepherd is gone.
    ///
    /// A process belongs to it if it is in the session of a command that still leads it, or was started
    /// with the job's own variables, or descends from one that does. A number that was used again belongs to nobody:
    /// the start time tells.
    func survivors(of commands: [ProcessIdentity], _ marks: JobVariables) -> [ProcessIdentity] {
        let own = getpid()
        let leaders = Set(processes.map(\.identity)).intersection(commands)
        let sessions = Set(leaders.map(\.pid))
        let members = processes.filter { process in
            if process.identity.pid == own || process.isZombie { return false }
            if sessions.contains(process.session) { return true }
            return environmentOfProcess(process.identity.pid).map(marks.isContained) ?? false
        }.map(\.identity)
        return members
            + descendants(of: Set(members.map(\.pid)))
            .filter { candidate in candidate.pid != own && !members.contains(candidate) }
    }
}
