import Glibc
import SystemCalls

/// What is known of the terminal.
enum Terminal {
    /// Columns of the one behind standard output; nil where that is none.
    static var width: Int? { width(of: .output) }

    /// Columns of the one behind a stream; nil where that is none.
    static func width(of stream: StandardStream) -> Int? {
        var size = winsize()
        guard stream.isTerminal, ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// Whether to colour: on a terminal that can, unless the user said no (https://no-color.org).
    static var hasColor: Bool {
        StandardStream.output.isTerminal && OwnProcess.variable("NO_COLOR") == nil
            && OwnProcess.variable("TERM").map { $0 != "dumb" } ?? false
    }
}
