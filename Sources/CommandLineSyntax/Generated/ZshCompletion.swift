extension ToolDescription {
    /// The completion script for zsh, to be installed as a file in a directory of `fpath`, or sourced.
    public func zshCompletion() -> String {
        let function = shellFunction()
        let lines =
            [
                "#compdef \(name)",
                "# zsh completion for \(name); generated from its command line",
                "",
            ] + zshCandidateFunctions() + [
                "\(function)() {",
                "    local curcontext=$curcontext context state state_descr line ret=1",
                "    typeset -A opt_args",
                "    _arguments -s -S -C \\",
            ] + topLevelOptions.map { "        \(zshOption($0)) \\" } + [
                "        '1:command:->command' '*:: :->arguments' && ret=0",
                "    case $state in",
                "    command)",
                "        local -a commands=(",
            ] + commands.map { "            \(shellQuoted("\($0.name):\($0.summary)"))" } + [
                "        )",
                "        _describe -t commands \(shellQuoted("\(name) command")) commands && ret=0",
                "        ;;",
                "    arguments)",
                "        case $words[1] in",
            ] + commands.flatMap(zshCommand) + [
                "        esac",
                "        ;;",
                "    esac",
                "    return ret",
                "}",
                "",
                "if [[ $funcstack[1] == \(function) ]]; then",
                "    \(function) \"$@\"",
                "else",
                "    compdef \(function) \(name)",
                "fi",
            ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// A function for each command line that prints candidates, so that it needs no quoting inside a specification.
    private func zshCandidateFunctions() -> [String] {
        candidateLines.enumerated().flatMap { index, line in
            [
                "\(shellFunction())_candidates_\(index + 1)() {",
                "    local -a candidates=(${(f)\"$(\(line) 2>/dev/null)\"})",
                "    compadd -a candidates",
                "}",
                "",
            ]
        }
    }

    /// The command lines that print candidates, each once.
    private var candidateLines: [String] {
        let completions =
            globalOptions.map(\.completion)
            + commands.flatMap { $0.options.map(\.completion) + ($0.operands.map { [$0.completion] } ?? []) }
        return completions.reduce(into: []) { lines, completion in
            if case .shell(let line) = completion, !lines.contains(line) { lines.append(line) }
        }
    }

    private func zshCommand(_ command: CommandDescription) -> [String] {
        let specifications = (command.options + globalOptions).map(zshOption) + zshOperands(command.operands)
        return ["        \(command.name))", "            _arguments -s -S \\"]
            + specifications.dropLast().map { "                \($0) \\" }
            + specifications.suffix(1).map { "                \($0) && ret=0" }
            + ["            ;;"]
    }

    private func zshOption(_ option: OptionDescription) -> String {
        let takesValue = option.valueName != nil
        let isRequest = option == .help || option == .version
        let excluded = isRequest ? ["-", "*"] : option.isRepeated ? [] : option.spellings
        let prefix = (excluded.isEmpty ? "" : "(\(excluded.joined(separator: " ")))") + (option.isRepeated ? "*" : "")
        var rest = "[\(zshEscaped(option.help))]"
        if let valueName = option.valueName {
            rest += ":\(zshEscaped(valueName)):\(zshAction(option.completion))"
        }
        // A long name may have its value attached behind an equals sign, a short one directly.
        let forms = option.spellings.map { spelling in
            takesValue ? (spelling.hasPrefix("--") ? "\(spelling)=" : "\(spelling)+") : spelling
        }
        return forms.map { shellQuoted(prefix + $0 + rest) }.joined(separator: " ")
    }

    private func zshOperands(_ operands: OperandDescription?) -> [String] {
        guard let operands else { return [] }
        let action = zshAction(operands.completion)
        let name = zshEscaped(operands.name)
        return switch operands.count {
        case .optional: [shellQuoted("1::\(name):\(action)")]
        case .one: [shellQuoted("1:\(name):\(action)")]
        case .any, .oneOrMore: [shellQuoted("*:\(name):\(action)")]
        case .command, .optionalCommand: [shellQuoted("(-)1:\(name):\(action)"), shellQuoted("*::ARG:_normal")]
        }
    }

    private func zshAction(_ completion: Completion) -> String {
        switch completion {
        case .none: " "
        case .files: "_files"
        case .directories: "_directories"
        case .commands: "_command_names -e"
        case .words(let words): "(\(words.joined(separator: " ")))"
        case .commaList(let words): "_values -s , word \(words.joined(separator: " "))"
        case .shell(let line):
            shellFunction("_candidates_\((candidateLines.firstIndex(of: line) ?? 0) + 1)")
        }
    }
}

private func zshEscaped(_ text: String) -> String {
    replacing([":": "\\:", "[": "\\[", "]": "\\]", "\\": "\\\\"], in: text)
}
