extension ToolDescription {
    /// The completion script for bash, to be sourced or installed as a bash-completion file.
    public func bashCompletion() -> String {
        let function = shellFunction()
        return """
            # bash completion for \(name); generated from its command line

            # Takes those of the lines on standard input that begin with what was typed.
            \(function)_lines() {
                local line
                while IFS= read -r line; do
                    [[ $line == "$cur"* ]] && COMPREPLY+=("$prefix$(printf %q "$line")")
                done
            }

            # Completes the last word of a comma-separated list.
            \(function)_list() {
                if [[ $cur == *,* ]]; then
                    prefix+=${cur%,*},
                    cur=${cur##*,}
                fi
                \(function)_lines
            }

            # Completes names of files or, with -d, of directories.
            \(function)_paths() {
                compopt -o filenames 2>/dev/null
                mapfile -t COMPREPLY < <(compgen "$1" -P "$prefix" -- "$cur")
            }

            # Completes the value of the option $2 of the command $1; fails if it takes none.
            \(function)_value() {
                case "$1 $2" in
            \(bashValueCases().joined(separator: "\n"))
                *) return 1 ;;
                esac
            }

            # Whether the option $2 of the command $1 takes a value.
            \(function)_takes_value() {
                case "$1 $2" in
                \(bashValuePatterns().joined(separator: " | "))) return 0 ;;
                esac
                return 1
            }

            \(function)() {
                local cur=${COMP_WORDS[COMP_CWORD]} prefix= command= pending= ended= operands=0 index word
                COMPREPLY=()
                for ((index = 1; index < COMP_CWORD; index++)); do
                    word=${COMP_WORDS[index]}
                    if [[ $word == = ]]; then
                        continue  # bash splits --name=value into three words
                    elif [[ -n $pending ]]; then
                        pending=
                    elif [[ -z $ended && $word == -- ]]; then
                        ended=1
                    elif [[ -z $ended && $word == -?* ]]; then
                        \(function)_takes_value "$command" "$word" && pending=$word
                    elif [[ -z $command ]]; then
                        command=$word
                    else
                        ((operands++))
                        case $command in
                        \(bashCommandPattern())) \(function)_wrapped "$index"; return ;;
                        esac
                    fi
                done
                [[ $cur == = ]] && cur=
                if [[ -z $pending && -z $ended && $cur == --*=* ]]; then
                    pending=${cur%%=*} prefix=${cur%%=*}= cur=${cur#*=}
                fi
                if [[ -n $pending ]]; then
                    \(function)_value "$command" "$pending"
                elif [[ -z $ended && $cur == -* ]]; then
                    case $command in
            \(bashOptionCases().joined(separator: "\n"))
                    esac
                else
                    case $command in
            \(bashOperandCases().joined(separator: "\n"))
                    esac
                fi
            }

            # Completes the command that begins at the word $1 as if it stood alone.
            \(function)_wrapped() {
                if declare -F _command_offset >/dev/null; then
                    _command_offset "$1"
                else
                    \(function)_paths -f
                fi
            }

            complete -F \(function) \(name)

            """
    }

    /// Every command with its options, and the options that stand before any command's name.
    private var bashScopes: [(command: String?, options: [OptionDescription])] {
        commands.map { ($0.name, $0.options) } + [(nil, topLevelOptions)]
    }

    private func bashPattern(_ option: OptionDescription, of command: String?) -> String {
        option.spellings.map { spelling in
            command.map { "'\($0) \(spelling)'" } ?? "*' \(spelling)'"
        }.joined(separator: " | ")
    }

    private func bashValuePatterns() -> [String] {
        let patterns = bashScopes.flatMap { command, options in
            options.filter { $0.valueName != nil }.map { bashPattern($0, of: command) }
        }
        return patterns.isEmpty ? ["''"] : patterns
    }

    private func bashValueCases() -> [String] {
        bashScopes.flatMap { command, options in
            options.filter { $0.valueName != nil }.map { option in
                "    \(bashPattern(option, of: command))) \(bashAction(option.completion)) ;;"
            }
        }
    }

    private func bashCommandPattern() -> String {
        let names = commands.filter { $0.operands?.count.endsOptions ?? false }.map(\.name)
        return names.isEmpty ? "''" : names.joined(separator: " | ")
    }

    private func bashOptionCases() -> [String] {
        [bashCase("''", .words(topLevelOptions.map { "--\($0.name)" }))]
            + commands.map { command in
                bashCase(command.name, .words((command.options + globalOptions).map { "--\($0.name)" }))
            }
    }

    private func bashOperandCases() -> [String] {
        [bashCase("''", .words(commands.map(\.name)))]
            + commands.compactMap { command in
                command.operands.map { operands in
                    let isSingle = operands.count == .one || operands.count == .optional
                    return bashCase(command.name, operands.completion, guard: isSingle ? "((operands)) || " : "")
                }
            }
    }

    private func bashCase(_ pattern: String, _ completion: Completion, guard condition: String = "") -> String {
        "        \(pattern)) \(condition)\(bashAction(completion)) ;;"
    }

    private func bashAction(_ completion: Completion) -> String {
        let function = shellFunction()
        return switch completion {
        case .none: ":"
        case .files: "\(function)_paths -f"
        case .directories: "\(function)_paths -d"
        case .commands: "\(function)_lines < <(compgen -c -- \"$cur\" | sort -u)"
        case .words(let words): "\(function)_lines < <(printf '%s\\n' \(words.joined(separator: " ")))"
        case .commaList(let words): "\(function)_list < <(printf '%s\\n' \(words.joined(separator: " ")))"
        case .shell(let line): "\(function)_lines < <(\(line) 2>/dev/null)"
        }
    }
}
