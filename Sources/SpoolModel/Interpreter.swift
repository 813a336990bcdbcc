import Glibc
import SystemCalls

/// What runs a script: the line `#!` that it begins with, as the kernel reads it (`execve(2)`, *Interpreter scripts*).
public struct Interpreter: Hashable, Sendable {
    public let program: FilePath
    /// All that follows the program on the line is one argument.
    private let argument: [UInt8]?

    /// - Parameter script: its beginning.
    public init?(script: some Collection<UInt8>) {
        guard script.starts(with: "#!".utf8) else { return nil }
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        var line = Array(script.dropFirst(2).prefix(Self.longestLine).prefix { $0 != UInt8(ascii: "\n") })
        while let last = line.last, isBlank(last) { line.removeLast() }
        let words = line.drop(while: isBlank)
        let program = words.prefix { !isBlank($0) }
        if program.isEmpty || line.contains(0) { return nil }
        self.program = FilePath(bytes: program)
        let rest = words.dropFirst(program.count).drop(while: isBlank)
        argument = rest.isEmpty ? nil : Array(rest)
    }

    /// Whether the line was written for another system, and so names a program that is hardly there.
    public var lineEndsWithReturn: Bool { (argument ?? program.bytes).last == UInt8(ascii: "\r") }

    /// The interpreter's arguments, its own name as the first, up to the script.
    public func arguments(script: FilePath) -> [[UInt8]] {
        [program.bytes] + (argument.map { [$0] } ?? []) + [script.bytes]
    }

    /// The kernel looks at so many bytes of a script (`BINPRM_BUF_SIZE`); ours may have a longer line.
    static let longestLine = 4096
}

extension JobDirectory {
    /// What runs the job's script.
    public func interpreter() throws(SystemError) -> Interpreter {
        let file = try descriptor.open(Layout.script, O_RDONLY | O_NONBLOCK)
        guard let interpreter = Interpreter(script: try file.read(upTo: Interpreter.longestLine)) else {
            throw SystemError("execute", at: Layout.script, code: ENOEXEC)
        }
        return interpreter
    }

    /// Refuses a script, or values of an array, that are not as they were submitted, as far as their size tells.
    public func requireFiles(of record: JobRecord) throws(SpoolError) {
        try require(Layout.script, size: record.scriptSize)
        try require(Layout.values, size: record.array?.valuesSize)
    }

    private func require(_ file: FilePath, size wanted: Int?) throws(SpoolError) {
        guard let wanted else { return }
        let status: FileStatus?
        do throws(SystemError) { status = try descriptor.statusIfPresent(of: file) } catch {
            throw .unreadable(id, file: file, error)
        }
        if status?.kind == .regular, status?.size == wanted { return }
        let problem = status.map { "it has \($0.size) bytes where \(wanted) were written" } ?? "it is not there"
        throw .damaged(id, file: file, RecordError(problem: problem))
    }
}
