extension ToolDescription {
    /// The completion script for fish, to be installed as a file in a `completions` directory.
    public func fishCompletion() -> String {
        let function = shellFunction()
        let skipped = valueSpellings(topLevelOptions)
        let valueOptions = commands.flatMap { command in
            valueSpellings(command.options + globalOptions).map { "\(command.name) \($0)" }
        }
        var lines = [
            """
            # fish completion for \(name); generated from its command line

            # Prints the command's name and what follows it, without the word under the cursor.
            function _\(function)_words
                set -l words (commandline -opc)
                set -e words[1]
                while set -q words[1]
                    switch $words[1]
                        case \(skipped.joined(separator: " "))
                            set -e words[1]
                        case '-*'
                        case '*'
                            string join -- \\n $words
                            return
                    end
                    set -e words[1]
                end
            end

            # Whether the command's name is $argv[1], or none was typed.
            function _\(function)_in
                set -l words (_\(function)_words)
                test "$words[1]" = "$argv[1]"
            end

            # Whether the option $argv[2] of the command $argv[1] takes a value.
            function _\(function)_takes_value
                contains -- "$argv" \(valueOptions.map(fishQuoted).joined(separator: " "))
            end

            # Whether the command $argv[1] has an operand already.
            function _\(function)_has_operand
                set -l words (_\(function)_words)
                test "$words[1]" = "$argv[1]"; or return
                set -e words[1]
                while set -q words[1]
                    if _\(function)_takes_value $argv[1] $words[1]
                        set -e words[1]
                    else if test "$words[1]" = --
                        set -q words[2]
                        return
                    else if not string match -q -- '-?*' $words[1]
                        return 0
                    end
                    set -e words[1]
                end
                return 1
            end

            complete -c \(name) -f
            """
        ]
        lines += topLevelOptions.map { fishOption($0, when: "_\(function)_in ''") }
        lines += commands.map { command in
            fishLine("_\(function)_in ''", "-a \(command.name) -d \(fishQuoted(command.summary))")
        }
        lines += commands.flatMap(fishCommand)
        return lines.joined(separator: "\n") + "\n"
    }

    private func fishCommand(_ command: CommandDescription) -> [String] {
        let function = shellFunction()
        let options = command.options + globalOptions
        let inside = "_\(function)_in \(command.name)"
        let hasOperand = "_\(function)_has_operand \(command.name)"
        let endsOptions = command.operands?.count.endsOptions ?? false
        let optionCondition = endsOptions ? "\(inside); and not \(hasOperand)" : inside
        var lines = options.map { fishOption($0, when: optionCondition) }
        if let operands = command.operands {
            let isSingle = operands.count == .one || operands.count == .optional
            let condition = isSingle || endsOptions ? "\(inside); and not \(hasOperand)" : inside
            lines.append(fishLine(condition, fishCandidates(operands.completion)))
        }
        // The arguments of a command that is run are mostly files.
        if endsOptions { lines.append(fishLine(hasOperand, "-F")) }
        return lines
    }

    private func fishOption(_ option: OptionDescription, when condition: String) -> String {
        let short = option.short.map { " -s \($0)" } ?? ""
        let value = option.valueName == nil ? "" : " -r " + fishCandidates(option.completion)
        return fishLine(condition, "-l \(option.name)\(short)\(value) -d \(fishQuoted(option.help))")
    }

    private func fishLine(_ condition: String, _ rest: String) -> String {
        "complete -c \(name) -n \(fishQuoted(condition)) \(rest)"
    }

    private func fishCandidates(_ completion: Completion) -> String {
        switch completion {
        case .none: "-f"
        case .files: "-F"
        case .directories: "-f -a '(__fish_complete_directories)'"
        case .commands: "-f -a '(__fish_complete_command)'"
        case .words(let words): "-f -a \(fishQuoted(words.joined(separator: " ")))"
        case .commaList(let words): "-f -a '(__fish_append , \(words.joined(separator: " ")))'"
        case .shell(let line): "-f -a \(fishQuoted("(\(line) 2>/dev/null)"))"
        }
    }
}

private func valueSpellings(_ options: [OptionDescription]) -> [String] {
    options.filter { $0.valueName != nil }.flatMap(\.spellings)
}

private func fishQuoted(_ text: String) -> String {
    "'" + replacing(["'": "\\'", "\\": "\\\\"], in: text) + "'"
}
