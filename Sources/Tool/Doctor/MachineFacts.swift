import SystemCalls

/// What was found of the machine: logging out, the clock, and limits.
struct MachineFacts: Sendable {
    enum Logout: Sendable {
        /// Nothing ends processes when their user logs out.
        case noLogind
        /// What `systemd-logind` was set to.
        case logind(endsProcesses: Bool, isLingering: Bool)
        case unknown
    }

    var logout: Logout
    /// Nil where the kernel does not say.
    var isClockSynchronised: Bool?
    /// Milliseconds since 1970-01-01 UTC.
    var now: Int64
    /// When a file of the spool was last written, the same.
    var newestFile: Int64
    var slots: Int
    /// Of the supervisor, or of this process where there is none.
    var limits: ProcessLimits?
    /// Whether the limit of processes holds for this user.
    var isSuperuser: Bool
    /// Processes and threads of this user, and of all.
    var ownTasks: Int
    var allTasks: Int
    /// The highest pid that the kernel gives; nil where it is not known.
    var highestPid: Int?

    var diagnoses: [Diagnosis] { [logoutDiagnosis] + clock + limitDiagnoses }

    private var logoutDiagnosis: Diagnosis {
        let area = "logout"
        switch logout {
        case .noLogind: return .ok(area, "No systemd is at work that would end processes at logout.")
        case .logind(endsProcesses: false, _): return .ok(area, "Processes live on when you log out.")
        case .logind(_, isLingering: true):
            return .ok(area, "Processes of a user manager live on when you log out (lingering is enabled).")
        case .logind(endsProcesses: true, isLingering: false):
            return .warning(
                area, "systemd-logind ends what you have started when you log out (KillUserProcesses=yes).",
                "Run 'loginctl enable-linger' and start the supervisor by cron or 'systemd-run --user', not from a terminal."
            )
        case .unknown:
            return .warning(
                area, "Whether systemd-logind ends processes at logout is not known.",
                "See KillUserProcesses in logind.conf(5).")
        }
    }

    private var clock: [Diagnosis] {
        let area = "clock"
        var found: [Diagnosis] = []
        // A file is stamped with the time of the last tick of the kernel, so a little ahead is no jump.
        if newestFile > now + 2000 {
            found.append(
                .warning(
                    area,
                    "The clock is \(Words.duration(milliseconds: newestFile - now)) behind the newest file of the spool.",
                    "Set the clock; until then ages and displayed times are wrong, and nothing else."))
        }
        switch isClockSynchronised {
        case false:
            found.append(
                .warning(
                    area, "Nothing keeps the clock right (NTP), as far as the kernel knows.",
                    "Run 'timedatectl set-ntp true'; displayed times and ages depend on it, and nothing else."))
        case true: if found.isEmpty { found.append(.ok(area, "The clock is synchronised.")) }
        case nil: if found.isEmpty { found.append(.ok(area, "The clock is not behind the newest file of the spool.")) }
        }
        return found
    }

    /// A shepherd, its command, and a process that this one starts.
    private static let tasksPerJob = 3
    /// What the supervisor keeps open for a job, with one to spare; and what it has open itself, and needs for a start.
    private static let filesPerJob = 3
    private static let ownFiles = 64

    private var limitDiagnoses: [Diagnosis] {
        let area = "limits"
        let needed = slots * Self.tasksPerJob
        var found: [Diagnosis] = []
        if let limit = limits?.processes, !isSuperuser, limit - ownTasks < needed {
            found.append(
                .warning(
                    area,
                    "You may have \(limit) processes, have \(ownTasks), and \(Words.count(slots, "slot")) need \(needed) or more.",
                    "Raise the limit (ulimit -u, limits.conf(5)), or run fewer jobs at once."))
        }
        if let limit = limits?.files, limit < slots * Self.filesPerJob + Self.ownFiles {
            found.append(
                .warning(
                    area,
                    "The supervisor may have \(limit) files open, and \(Words.count(slots, "slot")) may need "
                        + "\(slots * Self.filesPerJob + Self.ownFiles).",
                    "Raise the limit (ulimit -n, limits.conf(5)), or run fewer jobs at once."))
        }
        if let highestPid, highestPid - allTasks < needed {
            found.append(
                .warning(
                    area,
                    "The kernel gives pids up to \(highestPid), \(allTasks) are taken, and \(Words.count(slots, "slot")) need "
                        + "\(needed) or more.",
                    "Raise it ('sysctl kernel.pid_max'), or run fewer jobs at once."))
        }
        return found.isEmpty ? [.ok(area, "The limits of this user suffice for \(Words.count(slots, "slot")).")] : found
    }
}
