import CommandLineSyntax

/// What the commands that take places for values say of them.
enum TemplateHelp {
    static let text = """
        Beside {} the value there are {.} without its extension, {/} its last part, {//} its directory, {/.} its last part without the \
        extension, {#} the task's number, and {1}, {2.} and so on for one column or one list.
        """

    static func separatorOption<Options>(
        set: @escaping @Sendable (inout Options, [UInt8]) -> Void
    ) -> OptionSyntax<Options> {
        .option(
            "colsep", value: "TEXT", as: .separator,
            help: "Lines have columns with TEXT between them, \\t for a tab: {1} is the first.", set: set)
    }
}
