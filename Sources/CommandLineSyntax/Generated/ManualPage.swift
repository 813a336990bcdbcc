/// A section of the manual page that no declaration contains, such as FILES.
public struct ManualSection: Sendable {
    /// What a section is made of.
    public enum Block: Sendable {
        /// A paragraph.
        case paragraph(String)
        /// Terms, such as names of variables, each with its explanation.
        case list([(term: String, text: String)])
        /// Lines shown as they are.
        case verbatim([String])
    }

    /// The title in capitals.
    public let title: String
    /// The paragraphs and lists.
    public let blocks: [Block]

    /// A section of paragraphs and lists.
    public init(_ title: String, _ blocks: [Block]) {
        self.title = title
        self.blocks = blocks
    }
}

extension ToolDescription {
    /// The manual page of section 1 in the language of man(7).
    ///
    /// - Parameters:
    ///   - date: The day of the last change, as `2024-02-29`.
    ///   - sections: What follows the generated sections, in this order.
    public func manualPage(date: String, sections: [ManualSection] = []) -> String {
        var roff = Roff()
        // The date keeps its dashes, for mandoc(1) does not read it with escaped ones.
        let release = Roff.escape("\(name) \(version)")
        roff.macro("TH", [Roff.escape(name.uppercased()), "1", date, release, "User Commands"])
        roff.macro("SH", ["NAME"])
        roff.text("\(name) - \(phrase)")
        roff.macro("SH", ["SYNOPSIS"])
        roff.synopsis(synopsis)
        if !discussion.isEmpty { roff.macro("SH", ["DESCRIPTION"]) }
        roff.prose(discussion, first: true)
        roff.macro("SH", ["OPTIONS"])
        roff.text("These options are accepted before the name of a command and, but for --version, after it.")
        roff.options(topLevelOptions)
        roff.macro("SH", ["COMMANDS"])
        for command in commands { roff.command(command, synopsis: synopsis(of: command)) }
        let examples = commands.flatMap(\.examples)
        if !examples.isEmpty { roff.macro("SH", ["EXAMPLES"]) }
        for example in examples {
            roff.tagged(Roff.bold(example.command), example.explanation)
        }
        for section in sections { roff.section(section) }
        return roff.source
    }
}

extension Roff {
    fileprivate mutating func command(_ command: CommandDescription, synopsis: String) {
        macro("SS", [Roff.escape(command.name)])
        self.synopsis(synopsis)
        macro("PP")
        text(command.summary)
        prose(command.discussion, first: false)
        if let operands = command.operands { tagged(Roff.italic(operands.name), operands.fullHelp) }
        options(command.options)
    }

    fileprivate mutating func synopsis(_ synopsis: String) {
        line(Roff.bold(synopsis))
    }

    fileprivate mutating func options(_ options: [OptionDescription]) {
        for option in options {
            let value = option.valueName.map { " " + Roff.italic($0) } ?? ""
            tagged(option.spellings.map(Roff.bold).joined(separator: ", ") + value, option.fullHelp)
        }
    }

    /// A longer text; its first paragraph follows a heading directly if `first` is set.
    fileprivate mutating func prose(_ text: String, first: Bool) {
        for (index, piece) in Prose.pieces(of: text).enumerated() {
            if index > 0 || !first { macro("PP") }
            switch piece {
            case .paragraph(let text): self.text(text)
            case .verbatim(let lines): verbatim(lines)
            }
        }
    }

    fileprivate mutating func section(_ section: ManualSection) {
        macro("SH", [Roff.escape(section.title)])
        for (index, block) in section.blocks.enumerated() {
            switch block {
            case .paragraph(let text):
                if index > 0 { macro("PP") }
                self.text(text)
            case .list(let items):
                for item in items { tagged(Roff.bold(item.term), item.text) }
            case .verbatim(let lines):
                if index > 0 { macro("PP") }
                verbatim(lines)
            }
        }
    }
}
