extension ToolDescription {
    /// The name of a shell function that belongs to this tool: `_spool` and a suffix.
    func shellFunction(_ suffix: String = "") -> String {
        "_" + String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }) + suffix
    }
}

/// A text as one word of a POSIX shell.
func shellQuoted(_ text: String) -> String {
    "'" + replacing(["'": "'\\''"], in: text) + "'"
}

/// A text with some of its characters replaced.
func replacing(_ replacements: [Character: String], in text: String) -> String {
    text.map { replacements[$0] ?? String($0) }.joined()
}
