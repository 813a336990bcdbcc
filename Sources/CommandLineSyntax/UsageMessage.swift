extension ToolDescription {
    /// The one line for standard error that says what is wrong and what to type instead, without a line feed.
    public func message(for error: UsageError) -> String {
        let command = error.command.flatMap(command(named:))
        let place = command.map { "\(name): \($0.name): " } ?? "\(name): "
        let topic = command.map { " \($0.name)" } ?? ""
        let synopsis = command.map { self.synopsis(of: $0) } ?? synopsis
        return place + error.problem.sentences(synopsis: synopsis) + " See '\(name) help\(topic)'."
    }
}

extension UsageProblem {
    /// What is wrong, then what to type instead; all wording of usage errors is here.
    fileprivate func sentences(synopsis: String) -> String {
        switch self {
        case .missingCommand:
            "missing command. Type '\(synopsis)'."
        case .unknownCommand(let typed, let nearest):
            "unknown command \(quoted(typed)).\(didYouMean(nearest))"
        case .unknownOption(let typed, let nearest):
            "unknown option \(quoted(typed)).\(didYouMean(nearest))"
        case .missingValue(let option, let valueName):
            "option '\(option)' needs a value. Type '\(option) \(valueName)'."
        case .unexpectedValue(let value, let option):
            "option '\(option)' takes no value, but got \(quoted(value)). Type '\(option)' alone."
        case .invalidValue(let value, let place, let expected):
            "invalid value \(quoted(value)) for '\(place)'. Expected \(expected)."
        case .unexpectedOperand(let operand):
            "unexpected argument \(quoted(operand)). Type '\(synopsis)'."
        case .missingOperand(let name):
            "missing \(name). Type '\(synopsis)'."
        case .exclusiveOptions(let first, let second):
            "options '\(first)' and '\(second)' exclude each other. Give only one of them."
        case .inFile(let file, let line, let problem):
            (line.map { "\(file), line \($0): " } ?? "with the options in \(file): ")
                + problem.sentences(synopsis: synopsis)
        case .refused(let sentence):
            sentence
        }
    }

    private func didYouMean(_ nearest: String?) -> String {
        nearest.map { " Did you mean '\($0)'?" } ?? ""
    }
}
