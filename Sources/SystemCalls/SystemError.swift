import Glibc

/// A system call that failed: which one, on what, and `errno(3)`.
public struct SystemError: Error, Hashable, Sendable {
    public let call: String
    public let subject: String
    public let code: Int32

    public init(_ call: String, _ subject: String, code: Int32 = errno) {
        self.call = call
        self.subject = subject
        self.code = code
    }

    /// The text of `strerror(3)`, in lower case as it stands inside a sentence.
    public var reason: String {
        let text = String(cString: strerror(code))
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    /// No file, or no directory on the way to it (`ENOENT`, `ENOTDIR`).
    public var isAbsence: Bool { code == ENOENT || code == ENOTDIR }

    /// The machine is out of something, or a disk does not answer: another time the same call may succeed, and until then nothing
    /// follows from this.
    public var isOfMachine: Bool { [EAGAIN, ENOMEM, EMFILE, ENFILE, ENOSPC, EDQUOT, EIO].contains(code) }

    /// A file or a directory with content has the name already (`EEXIST`, `ENOTEMPTY`).
    public var isPresence: Bool { code == EEXIST || code == ENOTEMPTY }
}

extension SystemError: CustomStringConvertible {
    public var description: String { "cannot \(call) \(subject): \(reason)" }
}

/// Calls `body` again for as long as a signal interrupts it, and throws its error otherwise.
func retrying<Result: SignedInteger>(
    _ call: String, _ subject: @autoclosure () -> String, _ body: () -> Result
) throws(SystemError) -> Result {
    while true {
        let result = body()
        if result != -1 { return result }
        let code = errno
        if code != EINTR { throw SystemError(call, subject(), code: code) }
    }
}
