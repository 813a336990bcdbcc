import CLinux
import Glibc

/// What a program did that was run to its end.
public struct ProgramRun: Sendable {
    public let status: TerminationStatus
    /// What it has written to its standard output and standard error.
    public let output, error: [UInt8]

    /// Runs a program that is looked for as a shell does it; no process is left of it.
    ///
    /// - Parameter input: what it finds on its standard input.
    public init(
        _ arguments: [[UInt8]], environment: [[UInt8]], input: [UInt8] = []
    ) throws(SystemError) {
        let standardInput = try FileDescriptor.inMemory()
        let standardOutput = try FileDescriptor.inMemory()
        let standardError = try FileDescriptor.inMemory()
        try standardInput.writeAll(input)
        try standardInput.seek(to: 0)
        let request = SpawnRequest(
            executables: executableCandidates(
                for: arguments.first ?? [], environment: environment, directory: "."),
            arguments: arguments, environment: environment)
        let pid = try request.spawn(
            .init(input: standardInput.number, output: standardOutput.number, error: standardError.number))
        status = try waitForChild(pid)
        output = try Self.content(standardOutput)
        error = try Self.content(standardError)
    }

    private static func content(_ file: borrowing FileDescriptor) throws(SystemError) -> [UInt8] {
        try file.seek(to: 0)
        return try file.readAll()
    }
}

extension FileDescriptor {
    /// A file without a name: unlike a pipe it is never full. The corresponding C function is `memfd_create`.
    public static func inMemory() throws(SystemError) -> FileDescriptor {
        FileDescriptor(owning: try retrying("create", "a file in memory") { clinux_memfd_create("spool") })
    }
}
