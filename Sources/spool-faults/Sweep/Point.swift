/// The errors that a call is made to fail with.
enum ErrorName: String, CaseIterable, Sendable {
    case EIO, ENOSPC, EDQUOT, EMFILE, ENOMEM, EINTR, EROFS
}

/// What happens at a system call.
enum Fault: Hashable, Sendable {
    /// The program ends before the call is made.
    case kill
    /// The call is not made, and fails.
    case error(ErrorName, isLasting: Bool)
}

/// One try: a scenario, the system call in it, and what happens there.
struct Point: Hashable, Sendable {
    var scenario: String
    /// The name of a system call.
    var call: String
    /// The how-manieth call of that name, from 1.
    var occurrence: Int
    var fault: Fault

    init(scenario: String, call: String, occurrence: Int, fault: Fault) {
        self.scenario = scenario
        self.call = call
        self.occurrence = occurrence
        self.fault = fault
    }

    /// Reads what `description` writes.
    init?(_ text: String) {
        let parts = text.split(separator: ":").map(String.init)
        guard 3...4 ~= parts.count, let occurrence = Int(parts[2]) else { return nil }
        var fault = Fault.kill
        if parts.count == 4 {
            let isLasting = parts[3].hasSuffix("+")
            guard let error = ErrorName(rawValue: isLasting ? String(parts[3].dropLast()) : parts[3]) else {
                return nil
            }
            fault = .error(error, isLasting: isLasting)
        }
        self.init(scenario: parts[0], call: parts[1], occurrence: occurrence, fault: fault)
    }

    /// What follows `-e` on the command line of `strace`.
    var injection: String {
        switch fault {
        case .kill: "inject=\(call):signal=SIGKILL:when=\(occurrence)"
        case .error(let error, let isLasting):
            "inject=\(call):error=\(error.rawValue):when=\(occurrence)\(isLasting ? "+" : "")"
        }
    }

    var command: String {
        if case .kill = fault { "kill" } else { "error" }
    }
}

extension Point: CustomStringConvertible {
    var description: String {
        switch fault {
        case .kill: "\(scenario):\(call):\(occurrence)"
        case .error(let error, let isLasting):
            "\(scenario):\(call):\(occurrence):\(error.rawValue)\(isLasting ? "+" : "")"
        }
    }
}
