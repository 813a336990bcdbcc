import CLinux
import Glibc

/// What this process was started with, byte for byte.
public enum OwnProcess {
    /// The program's name as it was started.
    public static var name: [UInt8] { strings(clinux_arguments()).first ?? [] }

    /// The arguments without the program's name. Swift's own list replaces bytes that are not UTF-8.
    public static var arguments: [[UInt8]] { Array(strings(clinux_arguments()).dropFirst()) }

    /// The variables, `NAME=VALUE` each. The corresponding C variable is `environ`.
    public static var environment: [[UInt8]] { strings(environ) }

    /// The value of a variable; nil where it is not set or empty.
    public static func variable(_ name: String) -> FilePath? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return FilePath(bytes: bytes(value))
    }

    /// The working directory, which this process need not be allowed to read; one that is gone or out of reach is absent (`ENOENT`). The
    /// system call is `getcwd`.
    public static func workingDirectory() throws(SystemError) -> FilePath {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let subject = "the working directory"
        _ = try retrying("find", subject) { clinux_getcwd(&buffer, buffer.count) }
        let path = FilePath(bytes: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) })
        if !path.isAbsolute { throw SystemError("find", subject, code: ENOENT) }
        return path
    }

    /// A path as it is from anywhere; the working directory is asked for where it is a relative one.
    public static func absolute(_ path: FilePath) throws(SystemError) -> FilePath {
        path.isAbsolute ? path : try workingDirectory() / path
    }

    /// The file-mode creation mask that this process was started with. The first use sets it to 077, so that what is written into a
    /// spool has the same modes whatever the user's mask is.
    ///
    /// The corresponding C function is `umask`.
    public static let fileModeMask = UInt32(umask(0o077))

    /// Sets it back, for a program that this process is about to become.
    public static func restoreFileModeMask() { _ = umask(mode_t(fileModeMask)) }

    /// The file that this process executes. Source: `proc(5)`, `/proc/PID/exe`.
    public static func executable() throws(SystemError) -> FilePath {
        try FilePath("/proc/self/exe").linkTarget()
    }

    private static func strings(_ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> [[UInt8]] {
        var strings: [[UInt8]] = []
        var next = list
        while let string = next.pointee {
            strings.append(bytes(string))
            next += 1
        }
        return strings
    }

    private static func bytes(_ string: UnsafeMutablePointer<CChar>) -> [UInt8] {
        // A lazy map is a generic type that each program would make at its start.
        Array(UnsafeRawBufferPointer(start: string, count: strlen(string)))
    }
}
