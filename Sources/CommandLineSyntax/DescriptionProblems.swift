/// Everything about a tool's declarations that a user would stumble over; meant to be empty, for a test.
public func problems(in tool: ToolDescription) -> [String] {
    var result = duplicates(tool.commands.map(\.name)).map { "\(tool.name): the command '\($0)' is declared twice" }
    result += sentenceProblems(tool.summary).map { "\(tool.name): the summary \($0)" }
    result += optionProblems(tool.topLevelOptions, at: tool.name)
    for command in tool.commands {
        let place = "\(tool.name) \(command.name)"
        if !isKebabCase(command.name) { result.append("\(place): the name is not in kebab case") }
        result += sentenceProblems(command.summary).map { "\(place): the summary \($0)" }
        if let operands = command.operands {
            if operands.name.isEmpty { result.append("\(place): the operand has no name") }
            result += sentenceProblems(operands.help).map { "\(place): the help of \(operands.name) \($0)" }
        }
        result += optionProblems(command.options, at: place)
        result += nameProblems(command.options + tool.topLevelOptions, at: place)
        let names = command.options.map(\.name)
        result += command.exclusive.joined().filter { !names.contains($0) }.map {
            "\(place): the exclusive option '\($0)' is not declared"
        }
        for example in command.examples {
            let words = example.command.split(separator: " ")
            if !words.contains(tool.name[...]) || !words.contains(command.name[...]) {
                result.append("\(place): the example '\(example.command)' does not show the command")
            }
            result += sentenceProblems(example.explanation).map {
                "\(place): the explanation of '\(example.command)' \($0)"
            }
        }
    }
    return result
}

private func optionProblems(_ options: [OptionDescription], at place: String) -> [String] {
    options.flatMap { option in
        var result = sentenceProblems(option.help).map { "\(place): the help of '--\(option.name)' \($0)" }
        if !isKebabCase(option.name) { result.append("\(place): '--\(option.name)' is not in kebab case") }
        if option.valueName?.isEmpty == true { result.append("\(place): '--\(option.name)' does not name its value") }
        if let short = option.short, !short.isASCII || !(short.isLetter || short.isNumber) {
            result.append("\(place): '-\(short)' is no letter or digit")
        }
        return result
    }
}

private func nameProblems(_ options: [OptionDescription], at place: String) -> [String] {
    duplicates(options.flatMap(\.spellings)).map { "\(place): '\($0)' is declared twice" }
}

private func sentenceProblems(_ sentence: String) -> [String] {
    if sentence.isEmpty { return ["is empty"] }
    return sentence.hasSuffix(".") ? [] : ["does not end in a period"]
}

/// Lower-case words of letters and digits, with single dashes between them.
private func isKebabCase(_ name: String) -> Bool {
    name.split(separator: "-", omittingEmptySubsequences: false).allSatisfy { word in
        !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber) }
    }
}

private func duplicates(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { !seen.insert($0).inserted }
}
