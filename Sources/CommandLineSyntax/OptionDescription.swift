/// One option of a command, or one global option.
public struct OptionDescription: Sendable, Equatable {
    /// The long name without dashes.
    public let name: String
    /// The one-letter name.
    public let short: Character?
    /// What stands for the value in help, or `nil` for a flag.
    public let valueName: String?
    /// One sentence or more.
    public let help: String
    /// Whether the option may be given more than once, each time adding a value.
    public let isRepeated: Bool
    /// How a shell completes the value.
    public let completion: Completion

    static let help = OptionDescription(
        name: "help", short: "h", valueName: nil, help: "Print help and exit.", isRepeated: false, completion: .none)
    static let version = OptionDescription(
        name: "version", short: "V", valueName: nil, help: "Print the version and exit.", isRepeated: false,
        completion: .none)

    /// The ways to type the option, the short one first: `-w`, `--wait`.
    var spellings: [String] { (short.map { ["-\($0)"] } ?? []) + ["--\(name)"] }

    /// The help followed by the words that the value may be, so that no declaration repeats them.
    var fullHelp: String { help + completion.sentence }
}
