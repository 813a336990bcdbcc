import Glibc

/// A system call that failed: which one, on what, and `errno(3)`.
public struct SystemError: Error, Hashable, Sendable {
    public let call: String
    private let object: Object
    public let code: Int32

    /// A path is made readable when it is asked for: most failures only say that there is no such file.
    private enum Object: Hashable, Sendable {
        case text(String)
        case path(FilePath)
    }

    public init(_ call: String, _ subject: String, code: Int32 = errno) {
        self.call = call
        object = .text(subject)
        self.code = code
    }

    public init(_ call: String, at path: FilePath, code: Int32 = errno) {
        self.call = call
        object = .path(path)
        self.code = code
    }

    /// What the call was for.
    public var subject: String {
        switch object {
        case .text(let text): text
        case .path(let path): path.description
        }
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

    /// A disk, or a user's part of it, is full.
    public var isFullDisk: Bool { code == ENOSPC || code == EDQUOT }

    /// A file or a directory with content has the name already (`EEXIST`, `ENOTEMPTY`).
    public var isPresence: Bool { code == EEXIST || code == ENOTEMPTY }
}

extension SystemError: CustomStringConvertible {
    public var description: String {
        let isProcMissing = code == ENOENT && subject.hasPrefix("/proc/self/")
        return "cannot \(call) \(subject): \(reason)" + (isProcMissing ? ", and spool needs /proc: proc(5)" : "")
    }
}

/// Calls `body` again for as long as a signal interrupts it, and throws its error otherwise.
func retrying<Result: SignedInteger>(
    _ call: String, _ subject: @autoclosure () -> String, _ body: () -> Result
) throws(SystemError) -> Result {
    try retrying({ SystemError(call, subject(), code: $0) }, body)
}

/// The same for a call with a path.
func retrying<Result: SignedInteger>(
    _ call: String, at path: FilePath, _ body: () -> Result
) throws(SystemError) -> Result {
    try retrying({ SystemError(call, at: path, code: $0) }, body)
}

private func retrying<Result: SignedInteger>(
    _ error: (Int32) -> SystemError, _ body: () -> Result
) throws(SystemError) -> Result {
    while true {
        let result = body()
        if result != -1 { return result }
        let code = errno
        if code != EINTR { throw error(code) }
    }
}
