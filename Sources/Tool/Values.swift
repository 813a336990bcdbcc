import CommandLineSyntax
import SpoolModel
import SystemCalls

extension ValueParser {
    /// A path, byte for byte.
    static func path(_ parser: ValueParser<[UInt8]>) -> ValueParser<FilePath> {
        ValueParser<FilePath>(completion: parser.completion) { bytes throws(ValueError) in
            FilePath(bytes: try parser.parse(bytes))
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
