import Glibc
import SystemCalls

/// What keeps an operation on a spool from being done; the wording of each case stands here alone.
public enum SpoolError: Error, Sendable {
    /// The directory is no spool, or none yet.
    case noSpool(FilePath)
    /// `format` holds something else than what this program writes.
    case otherVersion(FilePath, format: [UInt8])
    case otherOwner(FilePath)
    /// The group or others may write to it.
    case writableByOthers(FilePath)
    /// Where a folder of the spool must lie is something else.
    case foreignFolder(FilePath, FilePath)
    /// A spool was to be made in a directory that holds something else.
    case notEmpty(FilePath)
    case noSuchJob(JobID, FilePath)
    /// A range holds no job.
    case noJobs(ClosedRange<JobID>, FilePath)
    /// A job has no such tasks.
    case noTasks(JobID, ClosedRange<Int>, of: ArrayDescription?)
    /// Tasks were named where that is not possible.
    case wholeJobsOnly(JobID)
    /// `ids` holds no number.
    case noNextID(FilePath)
    /// A file of a job is torn, foreign or of another version.
    case damaged(JobID, file: FilePath, RecordError)
    /// A file of a job may be whole, and cannot be read at present.
    case unreadable(JobID, file: FilePath, SystemError)
    case damagedConfiguration(FilePath, RecordError)
    /// A system call failed; `consequence` is a sentence on what that means for the user.
    case system(SystemError, spool: FilePath, consequence: String)
}

extension SpoolError {
    /// Whether it stays until somebody mends something in the spool; any other may be over at the next try.
    public var isForUser: Bool {
        switch self {
        case .unreadable(_, _, let error), .system(let error, _, _): !error.isOfMachine && error.code != EROFS
        default: true
        }
    }

    /// Whether what it names is passed over until somebody has mended it. What could not be read is looked at again, whatever the reason.
    public var isRefusal: Bool { if case .unreadable = self { false } else { isForUser } }
}

extension SpoolError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSpool(let path):
            "\(path) is no spool. 'spool submit' makes one; --spool DIR or SPOOL_DIR names another."
        case .otherVersion(let path, let format):
            "\(path) holds the format '\(printable(format.prefix(40)))', and this program knows version "
                + "\(Layout.version) only. Use the program that made it."
        case .otherOwner(let path):
            "\(path) belongs to another user. A spool is for one user; --spool DIR names another."
        case .writableByOthers(let path):
            "\(path) may be written by other users, who could run commands as you. Run: chmod 700 \(printable(shellQuoted(path.bytes)))"
        case .foreignFolder(let path, let folder):
            "\(path / folder) is no folder, but a file or a symbolic link. Put the folder in its place; an empty one will do."
        case .notEmpty(let path):
            "\(path) is no spool, and not empty. A spool needs a directory of its own; --spool DIR names one."
        case .noSuchJob(let id, let path):
            "there is no job \(id) in \(path)."
        case .noJobs(let range, let path):
            "there is no job from \(range.lowerBound) to \(range.upperBound) in \(path)."
        case .noTasks(let id, _, nil):
            "job \(id) has no tasks: it is no array."
        case .noTasks(let id, let tasks, let array?):
            "job \(id) has no task \(tasks.rangeText): its tasks are \(array.tasks.rangeText)."
        case .wholeJobsOnly(let id):
            "this command takes whole jobs and no tasks; job \(id) is the array."
        case .noNextID(let path):
            "\(path / Layout.ids) holds no number, so the next id is not known. Run: spool check --repair"
        case .damaged(let id, let file, let error):
            "job \(id): the file '\(file)' is refused: \(error.problem). 'spool show \(id)' tells where it lies."
        case .unreadable(let id, let file, let error):
            "job \(id): the file '\(file)' was not read: \(error). It is tried again."
                + (isForUser ? " 'spool show \(id)' tells where it lies." : "")
        case .damagedConfiguration(let path, let error):
            "\(path / Layout.config) is refused: \(error.problem). A line such as slots=2 is what it may hold."
        case .system(let error, let path, let consequence):
            "\(error) in \(path). \(consequence)\(advice(error))"
        }
    }

    private func advice(_ error: SystemError) -> String {
        if error.isFullDisk { return " 'spool prune' makes room: it deletes finished jobs." }
        return error.code == EROFS ? " 'spool doctor' looks at the disk." : ""
    }
}
