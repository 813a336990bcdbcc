/// Options that stand on one line of a file.
public struct OptionLine: Sendable, Hashable {
    /// Counted from 1.
    public let number: Int
    public let words: [[UInt8]]

    public init(number: Int, words: [[UInt8]]) {
        self.number = number
        self.words = words
    }
}

/// The options of a command line as they were typed, kept because those of a file may come below them.
public struct TypedOptions: Sendable {
    let options: [ScannedOption]

    /// Before anything was typed.
    public init() { options = [] }

    init(options: [ScannedOption]) { self.options = options }
}

extension CommandSyntax {
    /// The options that stand in a file, with those that were typed on top of them; operands and combinations are not looked at.
    ///
    /// Of options that exclude each other the typed one counts; those that may be repeated come together, the typed ones last.
    ///
    /// - Parameters:
    ///   - file: Its name, for messages.
    ///   - unfit: Long names of options that may not stand in a file.
    public func options(
        typed: TypedOptions, over lines: [OptionLine], of file: String, except unfit: Set<String>
    ) throws(UsageProblem) -> Options {
        let options = options
        var result = defaults
        var kept: [ScannedOption] = []
        for line in lines {
            do throws(UsageProblem) {
                let found = try scan(line, options.map(\.description), except: unfit)
                    .filter { !isReplaced($0, by: typed) }
                try found.apply(options, to: &result)
                kept += found
            } catch {
                throw .inFile(file, line: line.number, error)
            }
        }
        do throws(UsageProblem) { try exclusive.check(kept) } catch {
            throw .inFile(file, line: nil, error)
        }
        try typed.options.apply(options, to: &result)
        return result
    }

    private func scan(
        _ line: OptionLine, _ known: [OptionDescription], except unfit: Set<String>
    ) throws(UsageProblem) -> [ScannedOption] {
        let scanned = try ScannedArguments(line.words, options: known, endAtOperand: false)
        if let operand = scanned.operands.first {
            throw .refused("\(quoted(operand)) is no option, and nothing else may stand here.")
        }
        if let option = scanned.options.first(where: { unfit.contains($0.option.name) }) {
            throw .refused("'\(option.spelling)' may not stand in a file. Type it on the command line.")
        }
        return scanned.options
    }

    /// Whether another option was typed that excludes this one.
    private func isReplaced(_ option: ScannedOption, by typed: TypedOptions) -> Bool {
        exclusive.contains { group in
            group.contains(option.option.name)
                && typed.options.contains { $0.option.name != option.option.name && group.contains($0.option.name) }
        }
    }
}
