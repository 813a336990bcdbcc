import CommandLineSyntax
import Glibc
import SpoolModel
import SystemCalls

/// The lines of a file, or of standard input, that are to become tasks; empty ones are passed over.
struct TaskLines {
    /// Each ended with NUL.
    private(set) var values: [UInt8]
    private(set) var count = 0
    /// What the file is called in messages.
    let title: String

    /// - Parameter file: `-` for standard input.
    init(_ file: FilePath, isNulSeparated: Bool) throws {
        title = file == "-" ? "standard input" : file.description
        let content = try Self.content(of: file, title)
        let separator = isNulSeparated ? 0 : UInt8(ascii: "\n")
        values = []
        values.reserveCapacity(content.count + 1)
        var number = 1
        var isInLine = false
        for byte in content {
            if byte == separator {
                if isInLine { endLine() }
                isInLine = false
                number += 1
            } else if byte == 0 {
                throw Failure("line \(number) of \(title) holds a NUL byte. Nothing was queued.")
            } else {
                values.append(byte)
                isInLine = true
            }
        }
        if isInLine { endLine() }
        if count > ArrayDescription.mostTasks {
            throw Failure(
                "\(title) has \(count) lines, and an array \(ArrayDescription.mostTasks) tasks at most. Nothing was queued; split the file."
            )
        }
    }

    private static func content(of file: FilePath, _ title: String) throws -> [UInt8] {
        do throws(SystemError) {
            if file == "-" { return try StandardStream.input.readAll() }
            return try FileDescriptor.workingDirectory.openFollowing(file, O_RDONLY).readAll(limit: Int.max)
        } catch {
            throw Failure("cannot read \(title): \(error.reason). Nothing was queued.")
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
