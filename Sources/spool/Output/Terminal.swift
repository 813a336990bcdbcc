import Glibc
import SystemCalls

/// What is known of the terminal behind standard output.
enum Terminal {
    /// Columns; nil where standard output is no terminal.
    static var width: Int? {
        var size = winsize()
        guard StandardStream.output.isTerminal, ioctl(StandardStream.output.rawValue, UInt(TIOCGWINSZ), &size) == 0,
            size.ws_col > 0
        else {
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
