/// The operands of a command: the arguments that are neither options nor values of options.
public struct OperandDescription: Sendable, Equatable {
    /// How many operands a command takes.
    public enum Count: Sendable, Equatable {
        /// None or one.
        case optional
        /// Exactly one.
        case one
        /// Any number, even none.
        case any
        /// One or more.
        case oneOrMore
        /// A command and its arguments; the first operand ends the options.
        case command
        /// The same, or nothing.
        case optionalCommand

        /// Whether the first operand ends the options, because the options behind it are for a command.
        var endsOptions: Bool { self == .command || self == .optionalCommand }
    }

    /// What stands for an operand in help.
    public let name: String
    /// How many there may be.
    public let count: Count
    /// One sentence or more.
    public let help: String
    /// How a shell completes an operand.
    public let completion: Completion

    /// The help followed by the words that the operand may be.
    var fullHelp: String { help + completion.sentence }

    var synopsis: String {
        switch count {
        case .optional: "[\(name)]"
        case .one: name
        case .any: "[\(name)]..."
        case .oneOrMore: "\(name)..."
        case .command: "\(name) [ARG]..."
        case .optionalCommand: "[\(name) [ARG]...]"
        }
    }
}

extension OperandDescription {
    /// Refuses too few and too many operands.
    func check(_ operands: [[UInt8]]) throws(UsageProblem) {
        switch count {
        case .one, .oneOrMore, .command: if operands.isEmpty { throw .missingOperand(name) }
        case .optional, .any, .optionalCommand: break
        }
        switch count {
        case .one, .optional: if operands.count > 1 { throw .unexpectedOperand(operands[1]) }
        case .any, .oneOrMore, .command, .optionalCommand: break
        }
    }
}
