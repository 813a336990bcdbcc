import CommandLineSyntax
import Glibc
import SpoolModel
import SystemCalls

/// The lines of a file, or of standard input, that are to become tasks; empty ones are passed over.
struct TaskLines {
    /// Each ended with NUL.
    private(set) var values: [UInt8]
    private(set) var count = 0

    /// - Parameter file: `-` for standard input.
    init(_ file: FilePath, isNulSeparated: Bool) throws {
        let content =
            file == "-"
            ? try StandardStream.input.readAll()
            : try FileDescriptor.workingDirectory.openFollowing(file, O_RDONLY).readAll(limit: Int.max)
        let separator = isNulSeparated ? 0 : UInt8(ascii: "\n")
        values = []
        values.reserveCapacity(content.count + 1)
        var isInLine = false
        for byte in content {
            if byte == separator {
                if isInLine { endLine() }
                isInLine = false
            } else if byte == 0 {
                throw Failure("line \(count + 1) of \(file) holds a NUL byte. Nothing was queued.")
            } else {
                values.append(byte)
                isInLine = true
            }
        }
        if isInLine { endLine() }
        if count > ArrayDescription.mostTasks {
            throw Failure(
                "\(file) has \(count) lines, and an array \(ArrayDescription.mostTasks) tasks at most. Nothing was queued; split the file."
            )
        }
    }

    private mutating func endLine() {
        values.append(0)
        count += 1
    }
}

extension ValueParser<ClosedRange<Int>> {
    /// The numbers of tasks.
    static var tasks: Self {
        Self { bytes throws(ValueError) in
            guard let tasks = taskRange(bytes), tasks.count <= ArrayDescription.mostTasks else {
                throw ValueError(
                    expected:
                        "two numbers from 1 on with a hyphen between them, such as 1-1000, for \(ArrayDescription.mostTasks) tasks at most"
                )
            }
            return tasks
        }
    }
}
