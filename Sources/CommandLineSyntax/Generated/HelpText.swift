extension ToolDescription {
    /// The help of the whole tool, wrapped to a width; it ends with a line feed.
    public func helpText(width: Int = 80) -> String {
        let page = HelpPage(width: width)
        return page.join([
            wrap("\(name) - \(phrase)", width: width),
            page.usage(synopsis),
            page.prose(discussion),
            page.table("Commands:", commands.map { ($0.name, $0.summary) }),
            page.options("Options:", topLevelOptions),
            wrap("See '\(name) help COMMAND' for the options of a command.", width: width),
        ])
    }

    /// The help of one command, wrapped to a width; it ends with a line feed.
    public func helpText(for command: CommandDescription, width: Int = 80) -> String {
        let page = HelpPage(width: width)
        return page.join([
            wrap(command.summary, width: width),
            page.usage(synopsis(of: command)),
            page.prose(command.discussion),
            page.table("Arguments:", command.operands.map { [($0.name, $0.fullHelp)] } ?? []),
            page.options("Options:", command.options),
            page.options("Global options:", globalOptions),
            page.examples(command.examples),
        ])
    }
}

/// The sections of a help text, each a list of lines.
private struct HelpPage {
    let width: Int

    /// Sections that are not empty, with an empty line between them.
    func join(_ sections: [[String]]) -> String {
        sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    func usage(_ synopsis: String) -> [String] {
        hang("Usage: ", indent: 7, synopsis)
    }

    func prose(_ text: String) -> [String] {
        let pieces = Prose.pieces(of: text).map { piece in
            switch piece {
            case .paragraph(let text): wrap(text, width: width)
            case .verbatim(let lines): lines.map { "    \($0)" }
            }
        }
        return Array(pieces.joined(separator: [""]))
    }

    /// Options, with room for `-x, ` before those without a short name if any has one.
    func options(_ title: String, _ options: [OptionDescription]) -> [String] {
        let margin = options.contains { $0.short != nil } ? "    " : ""
        return table(
            title,
            options.map { option in
                let names = (option.short == nil ? margin : "") + option.spellings.joined(separator: ", ")
                return (names + (option.valueName.map { " \($0)" } ?? ""), option.fullHelp)
            })
    }

    /// Two columns; a left cell too wide for its column pushes the right one to the next line.
    func table(_ title: String, _ rows: [(left: String, right: String)]) -> [String] {
        guard !rows.isEmpty else { return [] }
        let widest = max(12, min(28, width / 3))
        let column = rows.map(\.left.count).filter { $0 <= widest }.max() ?? widest
        return [title]
            + rows.flatMap { left, right in
                left.count <= column
                    ? hang("  \(left)\(spaces(column - left.count))  ", indent: column + 4, right)
                    : ["  \(left)"] + hang(spaces(column + 4), indent: column + 4, right)
            }
    }

    func examples(_ examples: [Example]) -> [String] {
        guard !examples.isEmpty else { return [] }
        return ["Examples:"]
            + examples.flatMap { ["  \($0.command)"] + hang(spaces(6), indent: 6, $0.explanation) }
    }

    private func hang(_ first: String, indent: Int, _ text: String) -> [String] {
        wrap(text, width: max(20, width - indent)).enumerated().map { index, line in
            (index == 0 ? first : spaces(indent)) + line
        }
    }
}
