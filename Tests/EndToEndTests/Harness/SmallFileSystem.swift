import Glibc
import SystemCalls
import Testing

/// A file system that is soon full, for one test.
struct SmallFileSystem: Sendable, CustomTestStringConvertible {
    let testDescription: String
    private let options: String
    private let isImage: Bool

    static let kinds = [
        SmallFileSystem(testDescription: "tmpfs without room", options: "size=1m", isImage: false),
        SmallFileSystem(testDescription: "tmpfs without inodes", options: "size=64m,nr_inodes=120", isImage: false),
        SmallFileSystem(testDescription: "ext4 without room", options: "", isImage: true),
    ]

    /// Whether this user may mount anything.
    static let isPermitted: Bool = {
        guard geteuid() == 0, let point = try? makeTemporaryDirectory("/tmp/spool-mount") else { return false }
        defer { rmdir(point) }
        guard mount("none", point, "tmpfs", 0, nil) == 0 else { return false }
        umount2(point, Int32(MNT_DETACH))
        return true
    }()

    /// Gives the test a spool on a file system of its own.
    func withSpool(_ body: (TestSpool, _ mountPoint: String) async throws -> Void) async throws {
        let point = try makeTemporaryDirectory("/tmp/spool-mount")
        let image = point + ".image"
        defer {
            umount2(point, Int32(MNT_DETACH))
            rmdir(point)
            unlink(image)
        }
        let script =
            isImage
            ? #"truncate -s 4M "$0.image" && mkfs.ext4 -q -N 400 -m 0 "$0.image" && mount -o loop "$0.image" "$0""#
            : #"mount -t tmpfs -o "$1" none "$0""#
        let mounting = try StartedProcess(
            ["sh", "-c", script, point, options].map(\.bytes),
            environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin".bytes],
            directory: "/", files: point + ".mounting")
        let result = try await mounting.result()
        for ending in [".in", ".out", ".err"] { unlink(point + ".mounting" + ending) }
        if result.code != 0 { try Test.cancel("\(result.errorText)") }
        try await TestSpool.with(in: point) { spool in try await body(spool, point) }
    }
}

/// Fills a file system: with one big file, and with empty ones.
func fillUp(_ point: String) throws -> Filling {
    let filling = Filling(directory: point + "/filling")
    try makeDirectory(filling.directory)
    var size = 1 << 16
    let big = filling.directory + "/big"
    let file = open(big, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    defer { close(file) }
    while size > 0 {
        let written = [UInt8](repeating: 1, count: size).withUnsafeBytes { write(file, $0.baseAddress, size) }
        if written <= 0 { size /= 2 }
    }
    fsync(file)
    var number = 0
    while true {
        let empty = open("\(filling.directory)/\(number)", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if empty < 0 { break }
        close(empty)
        number += 1
        if number > 5000 { break }
    }
    return filling
}

/// What fills a file system.
struct Filling {
    let directory: String

    /// Makes room again.
    func empty() throws {
        for name in namesIn(directory) { unlink("\(directory)/\(name)") }
    }
}
