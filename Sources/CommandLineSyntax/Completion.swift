/// How a shell completes a value.
public enum Completion: Sendable, Equatable {
    /// Not at all.
    case none
    /// With names of files.
    case files
    /// With names of directories.
    case directories
    /// With names of programs.
    case commands
    /// With one of these words, and no other value is accepted.
    case words([String])
    /// With some of these words, separated by commas.
    case commaList([String])
    /// With the lines that this command line prints; it runs at every completion and must be quick.
    case shell(String)

    /// What help adds about the values, beginning with a space.
    var sentence: String {
        switch self {
        case .words(let words): " One of: \(words.joined(separator: ", "))."
        case .commaList(let words): " A comma-separated list of: \(words.joined(separator: ", "))."
        case .none, .files, .directories, .commands, .shell: ""
        }
    }
}
