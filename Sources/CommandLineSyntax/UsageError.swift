/// A command line that cannot be run; the process exits with status 2.
public struct UsageError: Error, Sendable, Equatable {
    /// The command whose arguments were read, or `nil` before its name.
    public let command: String?
    /// What is wrong.
    public let problem: UsageProblem

    /// An error in the arguments of a command, for what only running it finds out.
    public init(command: String?, problem: UsageProblem) {
        self.command = command
        self.problem = problem
    }
}

/// What is wrong with a command line.
public indirect enum UsageProblem: Error, Sendable, Equatable {
    /// No command was named.
    case missingCommand
    /// There is no such command.
    case unknownCommand([UInt8], nearest: String?)
    /// There is no such option; both names carry their dashes.
    case unknownOption([UInt8], nearest: String?)
    /// An option with a value was the last argument.
    case missingValue(of: String, valueName: String)
    /// A flag was typed with a value.
    case unexpectedValue([UInt8], of: String)
    /// The value of an option (`--slots`) or an operand (`ID`) is not what is expected.
    case invalidValue([UInt8], of: String, expected: String)
    /// There is one operand too many.
    case unexpectedOperand([UInt8])
    /// An operand of this name is required.
    case missingOperand(String)
    /// Two options that exclude each other were given.
    case exclusiveOptions(String, String)
    /// Something is wrong with options that stand in a file, on one line of it or with all of them together.
    case inFile(String, line: Int?, UsageProblem)
    /// The command's own check refused the combination, with one complete sentence.
    case refused(String)
}
