import SpoolModel
import SystemCalls

/// What was found of the file system that the spool lies on, of the programs, and of the jobs.
struct StorageFacts: Sendable {
    var fileSystem: FileSystemStatus
    /// Nil where all are there and can be executed; else a message for people.
    var programProblem: String?
    /// Nil where the spool's own file `config` can be read, or is not there; else a message for people.
    var configurationProblem: String?
    /// Jobs whose files are not as they should be.
    var damagedJobs: [JobID] = []
    /// Running jobs whose shepherds are gone.
    var abandonedJobs: [JobID] = []

    var diagnoses: [Diagnosis] { [kind, room, programs] + configuration + jobs }

    /// Numbers of `statfs(2)` and of the kernel's `magic.h`.
    private static let network: [UInt32: String] = [
        0x6969: "NFS", 0xff53_4d42: "CIFS", 0xfe53_4d42: "SMB", 0x517b: "SMB", 0x0bd0_0bd0: "Lustre",
        0x4750_4653: "GPFS", 0x00c3_6400: "Ceph", 0x5346_414f: "AFS", 0x0102_1997: "9P", 0x7461_636f: "OCFS2",
        0x0116_1970: "GFS2", 0x564c: "NCP", 0x1983_0326: "BeeGFS",
    ]
    private static let local: [UInt32: String] = [
        0xef53: "ext4", 0x5846_5342: "XFS", 0x9123_683e: "btrfs", 0x2fc1_2fc1: "ZFS", 0xf2f5_2010: "F2FS",
        0xca45_1a4e: "bcachefs",
    ]

    private var kind: Diagnosis {
        let area = "file system"
        if let name = Self.network[fileSystem.magic] {
            return .problem(
                area, "The spool lies on a network file system (\(name)), where nothing is promised.",
                "Use a spool on a local disk: --spool DIR or SPOOL_DIR names one.")
        }
        if let name = Self.local[fileSystem.magic] {
            return .ok(area, "The spool lies on a local file system (\(name)).")
        }
        switch fileSystem.magic {
        case 0x0102_1994, 0x8584_58f6:
            return .warning(
                area, "The spool lies in memory (tmpfs): a restart of the machine deletes it.",
                "Use a spool on a disk: --spool DIR or SPOOL_DIR names one.")
        case 0x794c_7630:
            return .warning(
                area, "The spool lies on an overlay, as in a container: it goes with the container.",
                "Use a spool on a volume of its own: --spool DIR or SPOOL_DIR names one.")
        case 0x6573_5546:
            return .warning(
                area, "The spool lies on a file system in user space (FUSE), which may be a network's.",
                "Use a spool on a local disk: --spool DIR or SPOOL_DIR names one.")
        default:
            return .warning(
                area,
                "The spool lies on a file system of a kind that is not known (0x\(String(fileSystem.magic, radix: 16))).",
                "ext4, XFS and btrfs are known to keep what is promised.")
        }
    }

    private static let mebibyte: Int64 = 1 << 20

    private var room: Diagnosis {
        let area = "disk"
        if fileSystem.isReadOnly {
            return .problem(
                area, "The disk of the spool can only be read.",
                "Linux does that after an error of the disk: 'dmesg' tells. Mount it for writing again.")
        }
        let free = Words.size(bytes: fileSystem.freeBytes)
        let files = fileSystem.freeFiles ?? .max
        let remedy = "Make room: 'spool prune' deletes finished jobs."
        if fileSystem.freeBytes < 16 * Self.mebibyte {
            return .problem(area, "The disk of the spool has \(free) left.", remedy)
        }
        if files < 1000 { return .problem(area, "The disk of the spool has room for \(files) more files.", remedy) }
        if fileSystem.freeBytes < 512 * Self.mebibyte {
            return .warning(area, "The disk of the spool has \(free) left.", remedy)
        }
        if files < 100_000 { return .warning(area, "The disk of the spool has room for \(files) more files.", remedy) }
        return .ok(area, "The disk of the spool has \(free) left.")
    }

    private var programs: Diagnosis {
        guard let programProblem else { return .ok("programs", "All programs are where spool looks for them.") }
        return .problem("programs", programProblem, "Install all three programs of one build in one directory.")
    }

    private var configuration: [Diagnosis] {
        guard let configurationProblem else { return [] }
        return [.problem("config", configurationProblem, "Mend the file: no supervisor starts with it.")]
    }

    private var jobs: [Diagnosis] {
        let area = "jobs"
        var found: [Diagnosis] = []
        if let first = damagedJobs.first {
            found.append(
                .problem(
                    area, "Files of \(Words.list(damagedJobs)) cannot be read, or are not what they should be.",
                    "See 'spool why \(first)', and 'spool check'."))
        }
        if !abandonedJobs.isEmpty {
            found.append(
                .warning(
                    area, "The shepherd of \(Words.list(abandonedJobs)) is gone.",
                    "The supervisor takes over, or the next one: see 'spool supervise'."))
        }
        return found.isEmpty ? [.ok(area, "The jobs that are running, and the next ones, are in order.")] : found
    }
}
