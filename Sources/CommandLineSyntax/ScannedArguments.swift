/// Arguments divided into options, their values, and operands, by descriptions alone; no value was looked at yet.
struct ScannedArguments {
    /// What `--help` and `--version` ask for instead of running anything.
    enum Request { case help, version }

    private(set) var options: [ScannedOption] = []
    private(set) var operands: [[UInt8]] = []
    /// Set as soon as help or version is asked for; what follows was not scanned.
    private(set) var request: Request?

    private let known: [OptionDescription]
    private var rest: ArraySlice<[UInt8]>

    /// Divides arguments.
    ///
    /// The rules are those of getopt_long(3), but for abbreviated long names, which are unknown here.
    ///
    /// - Parameters:
    ///   - known: Asked for only where something may be an option.
    ///   - endAtOperand: Whether the first operand and all that follows are operands.
    init(
        _ arguments: [[UInt8]], options known: @autoclosure () -> [OptionDescription], endAtOperand: Bool
    ) throws(UsageProblem) {
        let mayHaveOptions = arguments.prefix(endAtOperand ? 1 : arguments.count).contains { $0.first == .dash }
        self.known = mayHaveOptions ? known() : []
        rest = arguments[...]
        while request == nil, let argument = rest.popFirst() {
            if argument == [.dash, .dash] {
                takeOperands()
            } else if argument.starts(with: [.dash, .dash]) {
                try takeLong(argument)
            } else if argument.first == .dash, argument.count > 1 {
                try takeCluster(argument)
            } else {
                operands.append(argument)
                if endAtOperand { takeOperands() }
            }
        }
    }

    private mutating func takeOperands() {
        operands += rest
        rest = []
    }

    private mutating func takeLong(_ argument: [UInt8]) throws(UsageProblem) {
        let sign = argument.firstIndex(of: .equals)
        let typed = Array(argument[..<(sign ?? argument.endIndex)])
        guard let option = known.first(where: { Array("--\($0.name)".utf8) == typed }) else {
            throw unknownOption(typed)
        }
        let attached = sign.map { Array(argument[($0 + 1)...]) }
        if let attached, option.valueName == nil {
            throw .unexpectedValue(attached, of: "--\(option.name)")
        }
        try take(option, spelling: "--\(option.name)", attached: attached)
    }

    /// Takes `-abc`: flags, of which the last may be an option whose value is the rest or the next argument.
    private mutating func takeCluster(_ argument: [UInt8]) throws(UsageProblem) {
        var letters = argument.dropFirst()
        while request == nil, let letter = letters.popFirst() {
            guard let option = known.first(where: { $0.short?.asciiValue == letter }) else {
                throw unknownLetter(letter, in: argument)
            }
            let takesRest = option.valueName != nil && !letters.isEmpty
            try take(option, spelling: option.spellings[0], attached: takesRest ? Array(letters) : nil)
            if takesRest { return }
        }
    }

    private mutating func take(
        _ option: OptionDescription, spelling: String, attached: [UInt8]?
    ) throws(UsageProblem) {
        if option == .help {
            request = .help
        } else if option == .version {
            request = .version
        } else if let valueName = option.valueName {
            guard let value = attached ?? rest.popFirst() else {
                throw .missingValue(of: spelling, valueName: valueName)
            }
            options.append(ScannedOption(option: option, spelling: spelling, value: value))
        } else {
            options.append(ScannedOption(option: option, spelling: spelling, value: []))
        }
    }

    private func unknownOption(_ typed: [UInt8]) -> UsageProblem {
        let name = Array(typed.drop { $0 == .dash })
        return .unknownOption(typed, nearest: nearestName(to: name, among: known.map(\.name)).map { "--\($0)" })
    }

    /// Names the letter alone, but the whole argument if that is a long name with one dash or not ASCII.
    private func unknownLetter(_ letter: UInt8, in argument: [UInt8]) -> UsageProblem {
        let isLongName = known.contains { Array($0.name.utf8) == Array(argument.dropFirst()) }
        return isLongName || letter > 0x7E ? unknownOption(argument) : .unknownOption([.dash, letter], nearest: nil)
    }
}

/// One option as it was typed.
struct ScannedOption {
    let option: OptionDescription
    /// The name as it was typed: `-n` or `--name`.
    let spelling: String
    /// The value; empty for flags.
    let value: [UInt8]
}

extension [ScannedOption] {
    /// Sets the properties of the options that are declared here, in the order in which they were typed.
    func apply<Options>(
        _ declared: @autoclosure () -> [OptionSyntax<Options>], to result: inout Options
    ) throws(UsageProblem) {
        // Most command lines have none.
        if isEmpty { return }
        let declared = declared()
        for given in self {
            guard let match = declared.first(where: { $0.description == given.option }) else { continue }
            do {
                try match.apply(&result, given.value)
            } catch {
                throw .invalidValue(given.value, of: given.spelling, expected: error.expected)
            }
        }
    }
}

extension UInt8 {
    static let dash = UInt8(ascii: "-")
    static let equals = UInt8(ascii: "=")
    static let comma = UInt8(ascii: ",")
    static let point = UInt8(ascii: ".")
}
