import SystemCalls

/// Something in a spool that is not as docs/spool-format.md demands.
public struct Finding: Hashable, Sendable {
    /// From the spool on.
    public let path: FilePath
    /// To follow the path in a sentence: `is a FIFO, not a directory`.
    public let problem: String
    /// Nil for what is left alone.
    public let repair: Repair?

    init(_ path: FilePath, _ problem: String, _ repair: Repair? = nil) {
        self.path = path
        self.problem = problem
        self.repair = repair
    }

    /// What can be done without a decision of the user.
    public enum Repair: Hashable, Sendable {
        case makeDirectory
        case makeFile
        case setPermissions(UInt32)
        /// Make this the next id.
        case setNextID(UInt64)
        /// Delete what nobody needs.
        case deleteID
        case deleteUnfinished(writer: Int32)
        case sweep
    }
}

extension Finding.Repair: CustomStringConvertible {
    /// To follow 'would' or 'did': `make it`.
    public var description: String {
        switch self {
        case .makeDirectory, .makeFile: "make it"
        case .setPermissions(let mode): "set its mode to \(octal(mode))"
        case .setNextID(let number): "make \(number) the next id"
        case .deleteID, .deleteUnfinished, .sweep: "delete it"
        }
    }
}

/// What a name in the spool is to stand for.
enum Expectation {
    case directory
    /// For nobody else to read or write.
    case privateFile
    /// Written by the user or by git, so others may read it.
    case userFile

    private var kind: FileStatus.Kind { self == .directory ? .directory : .regular }

    /// Compares a file with it.
    func findings(_ path: FilePath, _ status: FileStatus, owner: UInt32) -> [Finding] {
        if status.kind != kind {
            return [Finding(path, "is \(status.kind.phrase), not \(kind.phrase)")]
        }
        if status.owner != owner { return [Finding(path, "belongs to user \(status.owner), not \(owner)")] }
        let mode = status.permissions & 0o777
        let wanted: UInt32 =
            switch self {
            case .directory: 0o700
            case .privateFile: mode & 0o700
            case .userFile: mode & 0o755
            }
        if mode == wanted { return [] }
        return [Finding(path, "has the mode \(octal(mode)), not \(octal(wanted))", .setPermissions(wanted))]
    }
}

extension FileStatus.Kind {
    fileprivate var phrase: String {
        switch self {
        case .regular: "a regular file"
        case .directory: "a directory"
        case .symbolicLink: "a symbolic link"
        case .fifo: "a FIFO"
        case .socket: "a socket"
        case .device: "a device"
        }
    }
}
