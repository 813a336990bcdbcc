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

extension ValueParser<JobID> {
    /// The number of a job.
    static var jobID: Self {
        Self(completion: .shell("spool status --ids")) { bytes throws(ValueError) in
            guard let id = JobID(bytes) else { throw ValueError(expected: "a job's number, such as 42") }
            return id
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var milliseconds: Int64 { Int64(self / .milliseconds(1)) }
}
